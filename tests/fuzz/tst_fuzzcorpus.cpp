// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files.h"
#include "fuzztargets.h"

#include <QDir>

using namespace Procession;
using namespace Qt::StringLiterals;

/// What the fuzzers begin with, without a fuzzer: each file cut at each place, and each beginning of it.
class TestFuzzCorpus : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isReadAlikeInAllPieces_data();
    void isReadAlikeInAllPieces();
};

void TestFuzzCorpus::isReadAlikeInAllPieces_data()
{
    QTest::addColumn<int>("target");
    QTest::addColumn<QString>("path");
    for (size_t target = 0; target < fuzzTargets.size(); ++target) {
        const QString name = QString::fromLatin1(fuzzTargets[target].name);
        const QDir folder(QStringLiteral(FUZZ_CORPUS) + u'/' + name);
        const QStringList files = folder.entryList(QDir::Files);
        QVERIFY2(!files.isEmpty(), qPrintable(folder.path()));
        for (const QString &file : files)
            QTest::newRow(qPrintable(name + u'/' + file)) << static_cast<int>(target) << folder.filePath(file);
    }
}

void TestFuzzCorpus::isReadAlikeInAllPieces()
{
    QFETCH(int, target);
    QFETCH(QString, path);
    const auto run = fuzzTargets[static_cast<size_t>(target)].run;
    const QByteArray bytes = contentOf(path);
    QVERIFY(!bytes.isEmpty());
    for (qsizetype cut = 0; cut <= bytes.size(); ++cut) {
        run(bytes, cut);
        run(QByteArrayView(bytes).first(cut), cut / 2);
    }
}

QTEST_GUILESS_MAIN(TestFuzzCorpus)
#include "tst_fuzzcorpus.moc"
