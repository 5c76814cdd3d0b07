// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "folderwatch.h"
#include "quietfor.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestFolderWatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void tellsOfChanges_data();
    void tellsOfChanges();
    void tellsOnceOfManyChanges();
    void tellsThoughChangesGoOn();
    void ignoresWhatIsHidden();
    void looksWhereItCanNotWatch();
    void waitsForAFolder();

private:
    void write(const QString &name, const QByteArray &text = "text") const
    {
        const QString path = m_folder->filePath(name);
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("can't write");
    }
    static FolderWatch::Options quick() { return {.settle = 50ms, .longest = 300ms, .lookAgain = 50ms}; }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestFolderWatch::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    write(u"a.txt"_s);
    write(u"sub/deep/b.txt"_s);
}

void TestFolderWatch::tellsOfChanges_data()
{
    QTest::addColumn<int>("change");
    for (int i = 0; const char *name : {"a new file", "other content", "a file that goes", "a file that moves away",
                                        "another name", "a folder that moves in"})
        QTest::newRow(name) << i++;
}

void TestFolderWatch::tellsOfChanges()
{
    QFETCH(const int, change);
    QTemporaryDir elsewhere;
    QDir().mkpath(elsewhere.filePath(u"more"_s));
    FolderWatch watch(m_folder->path(), quick());
    QVERIFY(watch.isComplete());
    QSignalSpy changed(&watch, &FolderWatch::changed);
    const QString deep = m_folder->filePath(u"sub/deep/b.txt"_s);
    switch (change) {
    case 0:
        write(u"sub/new/c.txt"_s);
        break;
    case 1:
        write(u"sub/deep/b.txt"_s, "other");
        break;
    case 2:
        QVERIFY(QFile::remove(deep));
        break;
    case 3:
        QVERIFY(QFile::rename(deep, elsewhere.filePath(u"b.txt"_s)));
        break;
    case 4:
        QVERIFY(QFile::rename(m_folder->filePath(u"sub"_s), m_folder->filePath(u"other"_s)));
        break;
    case 5:
        QVERIFY(QFile::rename(elsewhere.filePath(u"more"_s), m_folder->filePath(u"more"_s)));
        break;
    }
    QTRY_COMPARE(changed.count(), 1);
    // And of those that follow, also in folders that are new there.
    write(change == 4 ? u"other/deep/later.txt"_s : change == 5 ? u"more/later.txt"_s : u"sub/deep/later.txt"_s);
    QTRY_COMPARE(changed.count(), 2);
}

void TestFolderWatch::tellsOnceOfManyChanges()
{
    FolderWatch watch(m_folder->path(), {.settle = 200ms, .longest = 60s});
    QSignalSpy changed(&watch, &FolderWatch::changed);
    for (int i = 0; i < 50; ++i)
        write(u"many/%1.txt"_s.arg(i));
    QTRY_COMPARE(changed.count(), 1);
    QVERIFY(quietFor(300ms, [&] { return changed.count() > 1; }));
}

void TestFolderWatch::tellsThoughChangesGoOn()
{
    FolderWatch watch(m_folder->path(), {.settle = 60s, .longest = 100ms});
    QSignalSpy changed(&watch, &FolderWatch::changed);
    write(u"c.txt"_s);
    QTRY_COMPARE(changed.count(), 1);
}

void TestFolderWatch::ignoresWhatIsHidden()
{
    FolderWatch watch(m_folder->path(), quick());
    QSignalSpy changed(&watch, &FolderWatch::changed);
    write(u".swap"_s);
    QVERIFY(quietFor(200ms, [&] { return changed.count() > 0; }));
}

void TestFolderWatch::looksWhereItCanNotWatch()
{
    FolderWatch::Options options = quick();
    options.mostFolders = 1;
    FolderWatch watch(m_folder->path(), options);
    QVERIFY(!watch.isComplete());
    QSignalSpy changed(&watch, &FolderWatch::changed);
    QVERIFY(quietFor(200ms, [&] { return changed.count() > 0; })); // it has looked at them by now
    write(u"sub/deep/b.txt"_s, "longer than before");
    QTRY_COMPARE(changed.count(), 1);
}

/// A disk that isn't mounted yet.
void TestFolderWatch::waitsForAFolder()
{
    FolderWatch watch(m_folder->filePath(u"later"_s), quick());
    QVERIFY(!watch.isComplete());
    QSignalSpy changed(&watch, &FolderWatch::changed);
    QTest::qWait(100);
    write(u"later/c.txt"_s);
    QTRY_VERIFY(changed.count() >= 1);
    QTRY_VERIFY(watch.isComplete());
}

QTEST_GUILESS_MAIN(TestFolderWatch)
#include "tst_folderwatch.moc"
