// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shownpauses.h"

#include "localoperator.h"
#include "tracked.h"

#include <QSignalSpy>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestShownPauses : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsThem_data();
    void tellsThem();
    void tellsThoseOfBefore();
    void comesAfterALoss();
    void resumesThemAll();
};

void TestShownPauses::tellsThem_data()
{
    QTest::addColumn<ProcessType>("type");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QStringList>("parts"); // of the line
    QTest::newRow("all") << ProcessType() << u"a new disk"_s
                         << QStringList{u"starts no new work since "_s, u"by token"_s, u"ops"_s, u"a new disk"_s};
    QTest::newRow("a type") << ProcessType::aiTask() << QString()
                            << QStringList{u"starts no new"_s, u"ai_task"_s, u"by token"_s};
    QTest::newRow("a hostile reason") << ProcessType() << u"<b>a</b>\nb\u202e"_s << QStringList{u"<b>a</b> b"_s};
}

void TestShownPauses::tellsThem()
{
    QFETCH(ProcessType, type);
    QFETCH(QString, reason);
    QFETCH(QStringList, parts);
    Tracked tracked;
    LocalOperator changes(tracked.tracker, nullptr);
    const ShownPauses pauses(tracked.tracker, changes);
    QCOMPARE(pauses.text(), QString());
    const Origin origin{.actor = Actor{.kind = Actor::Kind::Token, .name = u"ops"_s}, .reason = reason};
    QVERIFY(tracked.tracker.pauseQueue(type, origin));
    QTRY_VERIFY(!pauses.text().isEmpty());
    for (const QString &part : parts)
        QVERIFY2(pauses.text().contains(part), qPrintable(pauses.text()));
    QVERIFY(!pauses.text().contains(u'\n') && !pauses.text().contains(QChar(0x202e)));
    QVERIFY(tracked.tracker.resumeQueue(type, origin));
    QTRY_COMPARE(pauses.text(), QString());
}

void TestShownPauses::tellsThoseOfBefore()
{
    Tracked parts;
    parts.tracker.pauseQueue({});
    parts.tracker.pauseQueue(ProcessType::aiTask());
    LocalOperator changes(parts.tracker, nullptr);
    const ShownPauses pauses(parts.tracker, changes);
    QCOMPARE(pauses.text().count(u'\n'), 1); // a line for each
}

void TestShownPauses::comesAfterALoss()
{
    constexpr int capacity = 16;
    Tracked parts(capacity);
    LocalOperator changes(parts.tracker, nullptr);
    const ShownPauses pauses(parts.tracker, changes);
    parts.tracker.pauseQueue({});
    for (int i = 0; i < 1000 * capacity; ++i) {
        parts.tracker.pauseQueue(ProcessType::aiTask());
        parts.tracker.resumeQueue(ProcessType::aiTask());
    }
    QTRY_VERIFY(pauses.text().contains(u"no new work"_s));
}

void TestShownPauses::resumesThemAll()
{
    Tracked parts;
    LocalOperator changes(parts.tracker, nullptr);
    ShownPauses pauses(parts.tracker, changes);
    QSignalSpy failed(&pauses, &ShownPauses::failed);
    parts.tracker.pauseQueue({});
    parts.tracker.pauseQueue(ProcessType::aiTask());
    QTRY_COMPARE(pauses.text().count(u'\n'), 1);
    pauses.resume();
    QTRY_COMPARE(pauses.text(), QString());
    QVERIFY(parts.tracker.queuePauses().empty());
    QVERIFY(!pauses.isBusy());
    QVERIFY(failed.isEmpty());
    pauses.resume(); // nothing to do
    QVERIFY(!pauses.isBusy());
}

QTEST_GUILESS_MAIN(TestShownPauses)
#include "tst_shownpauses.moc"
