// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files.h"
#include "privatefile.h"

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Procession;
using namespace Qt::StringLiterals;

/// Each test runs with a umask that takes nothing away, so that it is the mode of the call that counts.
class TestPrivateFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { ::umask(0); }
    void init();

    void makesFolders();
    void createsOnlyWhatIsNew_data();
    void createsOnlyWhatIsNew();
    void tightensWhatIsOurs_data();
    void tightensWhatIsOurs();
    void keepsTheLocksOfTheFile();
    void knowsFoldersForAll_data();
    void knowsFoldersForAll();
    void replacesAFile_data();
    void replacesAFile();
    void keepsTheOldFileUntilTheNewIsWhole();
    void writesToAPipeOfThatName();
    void saysWhereTheDiskEnds();

private:
    QString path(const QString &name) const { return m_folder->filePath(name); }
    void run(const QString &script) const
    {
        QProcess shell;
        shell.setWorkingDirectory(m_folder->path());
        shell.start(u"sh"_s, {u"-c"_s, script});
        QVERIFY(shell.waitForFinished() && shell.exitCode() == 0);
    }
    int files() const
    {
        return int(QDir(m_folder->path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot).size());
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestPrivateFile::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void TestPrivateFile::makesFolders()
{
    QVERIFY(PrivateFile::makeFolder(path(u"a/b/"_s)));
    QCOMPARE(modeOf(path(u"a"_s)), 0700);
    QCOMPARE(modeOf(path(u"a/b"_s)), 0700);
    run(u"mkdir -m 755 there"_s);
    QVERIFY(PrivateFile::makeFolder(path(u"there"_s)));
    QCOMPARE(modeOf(path(u"there"_s)), 0755);
    writeFile(path(u"file"_s), "x");
    QVERIFY(!PrivateFile::makeFolder(path(u"file"_s)));
    QVERIFY(!PrivateFile::makeFolder(path(u"file/below"_s)));
    run(u"ln -s nowhere link"_s);
    QVERIFY(!PrivateFile::makeFolder(path(u"link"_s)));
}

void TestPrivateFile::createsOnlyWhatIsNew_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("why"); // empty where it is made
    QTest::newRow("nothing there") << u"true"_s << QString();
    QTest::newRow("a file") << u"echo old > new"_s << u"there already"_s;
    QTest::newRow("a link to a file") << u"echo old > old; ln -s old new"_s << u"link"_s;
    QTest::newRow("a link to nothing") << u"ln -s old new"_s << u"link"_s;
    QTest::newRow("a folder") << u"mkdir new"_s << u"there already"_s;
    QTest::newRow("a pipe") << u"mkfifo new"_s << u"there already"_s;
}

void TestPrivateFile::createsOnlyWhatIsNew()
{
    QFETCH(QString, before);
    QFETCH(QString, why);
    run(before);
    const QByteArray old = contentOf(path(u"old"_s));
    QFile file(path(u"new"_s));
    const auto created = PrivateFile::create(file);
    QCOMPARE(created.ok(), why.isEmpty());
    if (created) {
        QCOMPARE(modeOf(path(u"new"_s)), 0600);
        return;
    }
    QVERIFY2(created.error().message.contains(why), qPrintable(created.error().message));
    QVERIFY(created.error().message.startsWith(path(u"new"_s)));
    QCOMPARE(contentOf(path(u"old"_s)), old);
    QCOMPARE(QFile::exists(path(u"old"_s)), !old.isEmpty());
}

void TestPrivateFile::tightensWhatIsOurs_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<bool>("tightens");
    QTest::addColumn<int>("mode");
    QTest::newRow("for all to read") << u"echo x > it; chmod 644 it"_s << true << 0600;
    QTest::newRow("for a group to write") << u"echo x > it; chmod 620 it"_s << true << 0600;
    QTest::newRow("read-only") << u"echo x > it; chmod 444 it"_s << true << 0400;
    QTest::newRow("ours already") << u"echo x > it; chmod 600 it"_s << false << 0600;
    QTest::newRow("not there") << u"true"_s << false << -1;
    QTest::newRow("a link") << u"echo x > other; chmod 644 other; ln -s other it"_s << false << 0777;
    QTest::newRow("a folder") << u"mkdir -m 755 it"_s << false << 0755;
    QTest::newRow("a pipe") << u"mkfifo -m 644 it"_s << false << 0644;
}

void TestPrivateFile::tightensWhatIsOurs()
{
    QFETCH(QString, before);
    run(before);
    QTEST(PrivateFile::tighten(path(u"it"_s)), "tightens");
    QTEST(modeOf(path(u"it"_s)), "mode");
    QVERIFY(!QFile::exists(path(u"other"_s)) || modeOf(path(u"other"_s)) == 0644);
}

/// A program that closes a file loses all its locks on it, whoever in it took them; SQLite has some.
void TestPrivateFile::keepsTheLocksOfTheFile()
{
    writeFile(path(u"it"_s), "x");
    QVERIFY(QFile::setPermissions(path(u"it"_s), PrivateFile::permissions | QFile::ReadOther));
    const int held = ::open(QFile::encodeName(path(u"it"_s)).constData(), O_RDWR | O_CLOEXEC);
    struct flock lock = {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    QCOMPARE(::fcntl(held, F_SETLK, &lock), 0);
    QVERIFY(PrivateFile::tighten(path(u"it"_s)));
    const pid_t child = ::fork();
    if (child == 0) {
        lock.l_type = F_WRLCK;
        const int mine = ::open(QFile::encodeName(path(u"it"_s)).constData(), O_RDWR);
        ::_exit(::fcntl(mine, F_SETLK, &lock) == 0 ? 1 : 0);
    }
    int status = -1;
    QCOMPARE(::waitpid(child, &status, 0), child);
    ::close(held);
    QCOMPARE(status, 0);
}

void TestPrivateFile::knowsFoldersForAll_data()
{
    QTest::addColumn<QString>("mode");
    QTest::addColumn<bool>("isOpen");
    QTest::newRow("ours") << u"700"_s << false;
    QTest::newRow("for all to read") << u"755"_s << false;
    QTest::newRow("for a group to write") << u"775"_s << false;
    QTest::newRow("for all to write") << u"777"_s << true;
    QTest::newRow("for all to write, not to list") << u"733"_s << true;
    QTest::newRow("as /tmp is") << u"1777"_s << false;
}

void TestPrivateFile::knowsFoldersForAll()
{
    QFETCH(QString, mode);
    run(u"mkdir it; chmod %1 it"_s.arg(mode));
    QTEST(PrivateFile::isOpenToAll(path(u"it"_s)), "isOpen");
}

void TestPrivateFile::replacesAFile_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("why"); // empty where it is written
    QTest::newRow("nothing there") << u"true"_s << QString();
    QTest::newRow("a file for all to read") << u"echo old > it; chmod 666 it"_s << QString();
    QTest::newRow("a second name of a file") << u"echo old > other; ln other it"_s << QString();
    QTest::newRow("a link to a file") << u"echo old > other; ln -s other it"_s << u"link"_s;
    QTest::newRow("a link to nothing") << u"ln -s other it"_s << u"link"_s;
    QTest::newRow("a folder") << u"mkdir it"_s << u"folder"_s;
}

void TestPrivateFile::replacesAFile()
{
    QFETCH(QString, before);
    QFETCH(QString, why);
    run(before);
    const QByteArray other = contentOf(path(u"other"_s));
    PrivateFile::Replacement replacement(path(u"it"_s));
    const auto opened = replacement.open();
    QCOMPARE(opened.ok(), why.isEmpty());
    if (opened) {
        replacement.file().write("new");
        QVERIFY(replacement.commit().ok());
        QCOMPARE(contentOf(path(u"it"_s)), QByteArray("new"));
        QCOMPARE(modeOf(path(u"it"_s)), 0600);
    } else {
        QVERIFY2(opened.error().message.contains(why), qPrintable(opened.error().message));
    }
    QCOMPARE(contentOf(path(u"other"_s)), other);
    QCOMPARE(QFile::exists(path(u"other"_s)), !other.isEmpty());
}

void TestPrivateFile::keepsTheOldFileUntilTheNewIsWhole()
{
    writeFile(path(u"it"_s), "old");
    {
        PrivateFile::Replacement replacement(path(u"it"_s));
        QVERIFY(replacement.open().ok());
        replacement.file().write("half of the n");
        replacement.file().flush();
        QCOMPARE(contentOf(path(u"it"_s)), QByteArray("old"));
        const QStringList unfinished = QDir(path({})).entryList({u".it.*"_s}, QDir::Files | QDir::Hidden);
        QCOMPARE(unfinished.size(), 1);
        QCOMPARE(modeOf(path(unfinished.first())), 0600);
    }
    QCOMPARE(contentOf(path(u"it"_s)), QByteArray("old"));
    QCOMPARE(files(), 1);
}

void TestPrivateFile::writesToAPipeOfThatName()
{
    run(u"mkfifo it"_s);
    QProcess reader;
    reader.start(u"cat"_s, {path(u"it"_s)});
    QVERIFY(reader.waitForStarted());
    {
        PrivateFile::Replacement replacement(path(u"it"_s));
        QVERIFY(replacement.open().ok());
        replacement.file().write("through");
        QVERIFY(replacement.commit().ok());
    }
    QVERIFY(reader.waitForFinished());
    QCOMPARE(reader.readAllStandardOutput(), QByteArray("through"));
    QVERIFY(QFileInfo::exists(path(u"it"_s)));
}

void TestPrivateFile::saysWhereTheDiskEnds()
{
    writeFile(path(u"it"_s), "old");
    rlimit before{};
    QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const rlimit little{4096, before.rlim_max};
    std::signal(SIGXFSZ, SIG_IGN);
    {
        PrivateFile::Replacement replacement(path(u"it"_s));
        QVERIFY(replacement.open().ok());
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &little), 0);
        const bool isTaken = replacement.file().write(QByteArray(4000, 'x')) == 4000
            && replacement.file().write(QByteArray(4000, 'x')) == 4000; // which a buffer takes
        const auto committed = replacement.commit();
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
        QVERIFY(isTaken);
        QVERIFY(!committed.ok());
        QVERIFY2(committed.error().message.contains(path(u"it"_s)), qPrintable(committed.error().message));
    }
    std::signal(SIGXFSZ, SIG_DFL);
    QCOMPARE(contentOf(path(u"it"_s)), QByteArray("old"));
    QCOMPARE(files(), 1);
}

QTEST_GUILESS_MAIN(TestPrivateFile)
#include "tst_privatefile.moc"
