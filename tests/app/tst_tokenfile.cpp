// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files.h"
#include "tokenfile.h"

#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

constexpr auto ownerOnly =
    QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ReadUser | QFileDevice::WriteUser;

} // namespace

class TestTokenFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void makesATokenOnce();
    void readsWhatAUserWrote();
    void refusesWhatIsNoSecret_data();
    void refusesWhatIsNoSecret();
    void takesAFolderThatOthersShare();
    void namesTheFileThatItCannotUse_data();
    void namesTheFileThatItCannotUse();
};

void TestTokenFile::makesATokenOnce()
{
    const QTemporaryDir folder;
    const QString path = TokenFile::pathIn(folder.filePath(u"new/data"_s));
    const auto token = TokenFile::loadOrCreate(path);
    QVERIFY(token.ok());
    QVERIFY(token->size() >= 32);
    QCOMPARE(*TokenFile::loadOrCreate(path), *token);
    QCOMPARE(QFileInfo(path).permissions(), ownerOnly);

    const auto another = TokenFile::loadOrCreate(TokenFile::pathIn(folder.filePath(u"other"_s)));
    QVERIFY(*another != *token);
}

void TestTokenFile::readsWhatAUserWrote()
{
    const QTemporaryDir folder;
    const QString path = TokenFile::pathIn(folder.path());
    writeFile(path, "  a-token-of-my-own \n", ownerOnly);
    QCOMPARE(*TokenFile::loadOrCreate(path), QByteArray("a-token-of-my-own"));
}

void TestTokenFile::refusesWhatIsNoSecret_data()
{
    QTest::addColumn<QString>("spoil"); // sh, with the token in $1 and another file in $2
    QTest::addColumn<QString>("remedy");
    const auto row = [](const char *name, const QString &spoil, const QString &remedy) {
        QTest::newRow(name) << spoil << remedy;
    };
    row("everybody may read it", u"chmod 644 $1"_s, u"chmod 600"_s);
    row("its group may read it", u"chmod 640 $1"_s, u"chmod 600"_s);
    row("its group may write it", u"chmod 620 $1"_s, u"chmod 600"_s);
    row("everybody may put a file in its place", u"chmod 777 $(dirname $1)"_s, u"chmod o-w"_s);
    row("the same before there is one", u"rm $1; chmod 777 $(dirname $1)"_s, u"chmod o-w"_s);
    row("a link", u"mv $1 $2; ln -s $2 $1"_s, u"delete the link"_s);
    row("a link to nothing", u"rm $1; ln -s $2 $1"_s, u"delete the link"_s);
    row("a folder", u"rm $1; mkdir $1"_s, u"no regular file"_s);
    row("a pipe", u"rm $1; mkfifo -m 600 $1"_s, u"no regular file"_s);
    row("empty", u": > $1"_s, u"delete it"_s);
    row("too short", u"echo secret > $1"_s, u"at least 16"_s);
    row("with a blank", u"echo 'the secret of this server' > $1"_s, u"can't stand in a header"_s);
    row("far too long", u"head -c 70000 /dev/zero | tr '\\0' a > $1"_s, u"at most 4096"_s);
}

void TestTokenFile::refusesWhatIsNoSecret()
{
    QFETCH(QString, spoil);
    QFETCH(QString, remedy);
    const QTemporaryDir folder;
    const QString path = TokenFile::pathIn(folder.filePath(u"data"_s));
    QVERIFY(TokenFile::loadOrCreate(path).ok());
    QCOMPARE(QProcess::execute(u"sh"_s, {u"-c"_s, spoil, u"sh"_s, path, folder.filePath(u"other"_s)}), 0);
    const auto modeBefore = QFileInfo(path).permissions();
    const auto token = TokenFile::loadOrCreate(path);
    QVERIFY(!token.ok());
    QVERIFY2(token.error().message.contains(path), qPrintable(token.error().message));
    QVERIFY2(token.error().message.contains(remedy), qPrintable(token.error().message));
    QCOMPARE(QFileInfo(path).permissions(), modeBefore); // whoever reads the message decides
    QCOMPARE(QFile::exists(folder.filePath(u"other"_s)), spoil.startsWith("mv"_L1)); // nothing was made through a link
}

void TestTokenFile::takesAFolderThatOthersShare()
{
    // As /tmp is: others may add files, but can't take ours away.
    const QTemporaryDir folder;
    QCOMPARE(QProcess::execute(u"chmod"_s, {u"1777"_s, folder.path()}), 0);
    const auto token = TokenFile::loadOrCreate(TokenFile::pathIn(folder.path()));
    QVERIFY(token.ok());
    QCOMPARE(*TokenFile::loadOrCreate(TokenFile::pathIn(folder.path())), *token);
}

void TestTokenFile::namesTheFileThatItCannotUse_data()
{
    QTest::addColumn<QString>("dataDir");
    QTest::newRow("a folder that can't be made") << u"/proc/nowhere"_s;
    QTest::newRow("a file in place of the folder") << u"/etc/hostname"_s;
}

void TestTokenFile::namesTheFileThatItCannotUse()
{
    QFETCH(QString, dataDir);
    const auto token = TokenFile::loadOrCreate(TokenFile::pathIn(dataDir));
    QVERIFY(!token.ok());
    QVERIFY2(token.error().message.contains(dataDir), qPrintable(token.error().message));
}

QTEST_GUILESS_MAIN(TestTokenFile)
#include "tst_tokenfile.moc"
