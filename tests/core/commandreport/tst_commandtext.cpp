// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandtext.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestCommandText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void masksSecrets_data();
    void masksSecrets();
    void tellsWhatItIsAskedTo();
    void isNeverLong();
};

void TestCommandText::masksSecrets_data()
{
    QTest::addColumn<QByteArrayList>("command");
    QTest::addColumn<QString>("told");
    const auto row = [](const QByteArrayList &command, const char *told) {
        QTest::newRow(command.join(' ').left(70).constData()) << command << QString::fromUtf8(told);
    };
    // Options
    row({"x", "--password=s3cret"}, "x --password=***");
    row({"x", "--password", "s3cret", "y"}, "x --password *** y");
    row({"x", "--db-password", "-s3cret"}, "x --db-password ***");
    row({"x", "-password", "s3cret"}, "x -password ***");
    row({"x", "--api-key=abc"}, "x --api-key=***");
    row({"x", "--apiKey", "abc"}, "x --apiKey ***");
    row({"x", "--access_token=abc"}, "x --access_token=***");
    row({"x", "--client-secret=abc"}, "x --client-secret=***");
    row({"x", "--token=\"two words\""}, "x --token=***");
    row({"x", "--password-stdin", "y"}, "x --password-stdin y");
    row({"x", "--no-password", "y"}, "x --no-password y");
    row({"x", "--passphrase", "a b"}, "x --passphrase ***");
    row({"java", "-Ddb.password=abc", "-jar", "a.jar"}, "java -Ddb.password=*** -jar a.jar");
    row({"openssl", "enc", "-passin", "pass:abc"}, "openssl enc -passin ***");
    // Variables
    row({"env", "PGPASSWORD=abc", "psql"}, "env PGPASSWORD=*** psql");
    row({"env", "AWS_SECRET_ACCESS_KEY=abc/def+g", "aws"}, "env AWS_SECRET_ACCESS_KEY=*** aws");
    row({"sh", "-c", "TOKEN=abc ./run; echo done"}, "sh -c TOKEN=*** ./run; echo done");
    row({"sh", "-c", "export SECRET='a b' && ./run"}, "sh -c export SECRET=*** && ./run");
    row({"docker", "run", "-e", "MYSQL_ROOT_PASSWORD=abc", "mysql"}, "docker run -e MYSQL_ROOT_PASSWORD=*** mysql");
    // Connections
    row({"pg_dump", "postgresql://joe:abc@db/x"}, "pg_dump postgresql://joe:***@db/x");
    row({"git", "clone", "https://x-access-token:abc@github.com/a/b"}, "git clone https://x-access-token:***");
    row({"git", "clone", "https://abcdefghij0123456789@github.com/a/b"}, "git clone https://***@github.com/a/b");
    row({"redis-cli", "-u", "redis://:abc@host:6379"}, "redis-cli -u redis://:***@host:6379");
    row({"curl", "joe:p@ss@host/x"}, "curl joe:***@host/x");
    row({"x", "Server=a;User Id=joe;Password=abc;Encrypt=yes"}, "x Server=a;User Id=joe;Password=***;Encrypt=yes");
    row({"curl", "https://api/x?token=abc&page=2"}, "curl https://api/x?token=***&page=2");
    row({"curl", "https://api/x?X-Amz-Signature=abc&a=b"}, "curl https://api/x?X-Amz-Signature=***&a=b");
    // Headers
    row({"curl", "-H", "Authorization: Bearer abc", "u"}, "curl -H Authorization: *** u");
    row({"curl", "-H", "authorization: Basic YWJj", "u"}, "curl -H authorization: *** u");
    row({"curl", "-H", "X-Api-Key: abc", "u"}, "curl -H X-Api-Key: *** u");
    row({"curl", "-H", "Cookie: session=abc", "u"}, "curl -H Cookie: *** u");
    row({"sh", "-c", "curl -H 'Authorization: Bearer abc' u"}, "sh -c curl -H 'Authorization: ***' u");
    row({"x", "{\"password\": \"abc\", \"a\": 1}"}, "x {\"password\": ***, \"a\": 1}");
    // Logins
    row({"curl", "--user", "joe:s3cret", "u"}, "curl --user joe:*** u");
    row({"curl", "--user=joe:two words", "u"}, "curl --user=joe:*** u");
    row({"curl", "--proxy-user", "joe:s3:cret", "u"}, "curl --proxy-user joe:*** u");
    row({"docker", "run", "--user", "1000:1000", "a"}, "docker run --user 1000:1000 a");
    row({"systemctl", "--user", "restart", "a"}, "systemctl --user restart a");
    row({"pip", "install", "--user", "--token", "abc"}, "pip install --user --token ***");
    row({"x", "--user", "TOKEN=abc"}, "x --user TOKEN=***");
    // Tools
    row({"mysql", "-ps3cret", "-u", "root"}, "mysql -p*** -u root");
    row({"/usr/bin/mysqldump", "-ps3cret", "db"}, "/usr/bin/mysqldump -p*** db");
    row({"mysql", "-p", "db"}, "mysql -p db");
    row({"sudo", "mysql", "-ps3cret"}, "sudo mysql -p***");
    row({"sh", "-c", "mysql -ps3cret db < x"}, "sh -c mysql -p*** db < x");
    row({"sshpass", "-p", "abc", "ssh", "host"}, "sshpass -p *** ssh host");
    row({"curl", "-u", "joe:abc", "u"}, "curl -u *** u");
    row({"sh", "-c", "curl -u joe:abc u"}, "sh -c curl -u *** u");
    row({"7z", "a", "-pabc", "x.7z"}, "7z a -p*** x.7z");
    row({"zip", "-P", "abc", "x"}, "zip -P *** x");
    row({"redis-cli", "-a", "abc", "ping"}, "redis-cli -a *** ping");
    row({"docker", "login", "-u", "joe", "-p", "abc"}, "docker login -u joe -p ***");
    row({"ldapsearch", "-w", "abc"}, "ldapsearch -w ***");
    // Forms
    row({"x", "ghp_abcdefghij0123456789abcdefghij012345"}, "x ***");
    row({"x", "sk-abcdefghij0123456789"}, "x ***");
    row({"x", "AKIAIOSFODNN7EXAMPLE"}, "x ***");
    row({"x", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.abc_def"}, "x ***");
    row({"x", "0123456789abcdef0123456789abcdef"}, "x ***");
    row({"x", "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY"}, "x ***");
    row({"x", "c2VjcmV0IHRva2VuIG9mIG1pbmU1234567890/ab+c=="}, "x ***");
    // What is none
    row({"ls", "-la", "/usr/share/doc/procession-1.2.3/examples"}, "ls -la /usr/share/doc/procession-1.2.3/examples");
    row({"tar", "-p", "-xf", "a.tar"}, "tar -p -xf a.tar");
    row({"rsync", "-a", "host:/srv/a", "joe@host:/srv/b"}, "rsync -a host:/srv/a joe@host:/srv/b");
    row({"python3", "train.py", "--epochs=10", "--max-tokens", "500"}, "python3 train.py --epochs=10 --max-tokens 500");
    row({"x", "--author=joe", "--compass", "n"}, "x --author=joe --compass n");
    row({"x", "123e4567-e89b-12d3-a456-426614174000"}, "x 123e4567-e89b-12d3-a456-426614174000");
    row({"./export.sh", "--all", "2026-11-26T12:00:00"}, "./export.sh --all 2026-11-26T12:00:00");
    row({"cat", "caf\xe9.txt"}, "cat caf\ufffd.txt");
}

void TestCommandText::masksSecrets()
{
    QFETCH(QByteArrayList, command);
    QTEST(toldCommand(command, CommandLineDetail::Masked), "told");
}

void TestCommandText::tellsWhatItIsAskedTo()
{
    const QByteArrayList command{"/usr/bin/x", "--password=abc"};
    QCOMPARE(toldCommand(command, CommandLineDetail::Full), u"/usr/bin/x --password=abc"_s);
    QCOMPARE(toldCommand(command, CommandLineDetail::Off), u"x"_s);
    QCOMPARE(commandLineDetailFrom(u"full"_s), CommandLineDetail::Full);
    QCOMPARE(commandLineDetailFrom(u"masked"_s), CommandLineDetail::Masked);
    QCOMPARE(commandLineDetailFrom(u"off"_s), CommandLineDetail::Off);
    QVERIFY(!commandLineDetailFrom({}));
}

void TestCommandText::isNeverLong()
{
    QByteArrayList command{"echo"};
    for (int i = 0; i < 100'000; ++i)
        command.append(QByteArray::number(i));
    for (const auto detail : {CommandLineDetail::Full, CommandLineDetail::Masked, CommandLineDetail::Off}) {
        QVERIFY(toldCommand(command, detail).size() <= 1000);
        QVERIFY(toldCommand({QByteArray(2'000'000, 'a')}, detail).size() <= 1000);
        QVERIFY(toldCommand({"x", QByteArray("a=").repeated(1'000'000)}, detail).size() <= 1000);
    }
    QVERIFY(toldCommand(command, CommandLineDetail::Masked).endsWith(u'…'));
    QCOMPARE(shortened(u"🚢🚢"_s, 4), u"🚢🚢"_s);
    QCOMPARE(shortened(u"🚢🚢🚢"_s, 4), u"🚢…"_s); // and no half of one
}

QTEST_GUILESS_MAIN(TestCommandText)
#include "tst_commandtext.moc"
