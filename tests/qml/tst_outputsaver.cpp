// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files.h"
#include "madepages.h"
#include "outputsaver.h"

#include <QDir>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestOutputSaver : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void savesAllOfIt_data();
    void savesAllOfIt();
    void replacesNothing();
    void namesNoOtherPlace_data();
    void namesNoOtherPlace();
    void leavesNoHalf();
    void saysWhereItCannot();

private:
    QString downloads() const { return m_home->filePath(u"Downloads"_s); }
    QStringList files() const { return QDir(downloads()).entryList(QDir::Files, QDir::Name); }

    std::unique_ptr<QTemporaryDir> m_home;
};

void TestOutputSaver::init()
{
    m_home = std::make_unique<QTemporaryDir>();
    qputenv("HOME", QFile::encodeName(m_home->path()));
    qputenv("XDG_CONFIG_HOME", QFile::encodeName(m_home->path()));
    QCOMPARE(QStandardPaths::writableLocation(QStandardPaths::DownloadLocation), downloads());
}

void TestOutputSaver::savesAllOfIt_data()
{
    QTest::addColumn<qint64>("lines");
    QTest::newRow("none") << qint64(0);
    QTest::newRow("one") << qint64(1);
    QTest::newRow("several steps") << qint64(30'000); // 3 MB
}

void TestOutputSaver::savesAllOfIt()
{
    QFETCH(const qint64, lines);
    MadePages pages(lines);
    OutputSaver saver;
    QSignalSpy saved(&saver, &OutputSaver::saved);
    saver.save(&pages, u"job-attempt-2"_s);
    QTRY_COMPARE(saved.count(), 1);
    QVERIFY(!saver.isSaving());
    const QString path = saved.first().first().toString();
    QCOMPARE(path, downloads() + u"/output-job-attempt-2.log"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray(lines * MadePages::bytesOfALine, 'x'));
    QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
}

void TestOutputSaver::replacesNothing()
{
    MadePages pages(1);
    OutputSaver saver;
    QSignalSpy saved(&saver, &OutputSaver::saved);
    for (int times = 1; times <= 3; ++times) {
        saver.save(&pages, u"a"_s);
        saver.save(&pages, u"b"_s); // one at a time
        QTRY_COMPARE(saved.count(), times);
    }
    QCOMPARE(files(), QStringList({u"output-a-2.log"_s, u"output-a-3.log"_s, u"output-a.log"_s}));
}

void TestOutputSaver::namesNoOtherPlace_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("file");
    QTest::newRow("a path") << u"../../etc/passwd"_s << u"output-______etc_passwd.log"_s;
    QTest::newRow("hidden") << u".bashrc"_s << u"output-_bashrc.log"_s;
    QTest::newRow("letters of others") << u"\u00e4\u202e\u0000b"_s << u"output-___b.log"_s;
    QTest::newRow("long") << QString(500, u'a') << u"output-"_s + QString(80, u'a') + u".log"_s;
}

void TestOutputSaver::namesNoOtherPlace()
{
    QFETCH(const QString, name);
    QFETCH(const QString, file);
    MadePages pages(1);
    OutputSaver saver;
    QSignalSpy saved(&saver, &OutputSaver::saved);
    saver.save(&pages, name);
    QTRY_COMPARE(saved.count(), 1);
    QCOMPARE(files(), QStringList{file});
}

void TestOutputSaver::leavesNoHalf()
{
    auto pages = std::make_unique<MadePages>(30'000);
    pages->holds = true;
    OutputSaver saver;
    QSignalSpy failed(&saver, &OutputSaver::failed);
    saver.save(pages.get(), u"a"_s);
    QVERIFY(saver.isSaving());
    QCOMPARE(files().size(), 1);
    pages->release(); // one step
    pages.reset();
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(failed.first().first().toString().contains(u"the page was closed"));
    QVERIFY(files().isEmpty() && !saver.isSaving());
}

void TestOutputSaver::saysWhereItCannot()
{
    QFile inTheWay(downloads());
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    inTheWay.close();
    MadePages pages(1);
    OutputSaver saver;
    QSignalSpy failed(&saver, &OutputSaver::failed);
    saver.save(&pages, u"a"_s);
    QCOMPARE(failed.count(), 1);
    QVERIFY(failed.first().first().toString().contains(downloads()));
    QVERIFY(!saver.isSaving());
}

QTEST_GUILESS_MAIN(TestOutputSaver)
#include "tst_outputsaver.moc"
