// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "compactoptional.h"
#include "sharedoptional.h"

#include <QString>
#include <QTest>

#include <chrono>

using namespace Procession;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

struct Large
{
    int number = 0;
    QString text;

    friend bool operator==(const Large &a, const Large &b) = default;
};

} // namespace

/// CompactOptional and SharedOptional are used as a std::optional is, and take less room.
class TestOptionals : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takeLittleRoom();
    void holdsAValueOrNothing();
    void zeroIsAValue();
    void isMadeOfAndBecomesAnOptional();
    void copiesShareUntilOneChanges();
    void largeOnesCompareByValue();
};

void TestOptionals::takeLittleRoom()
{
    QCOMPARE(sizeof(CompactOptional<qint64>), sizeof(qint64));
    QCOMPARE(sizeof(CompactOptional<double>), sizeof(double));
    QCOMPARE(sizeof(CompactOptional<std::chrono::milliseconds>), sizeof(std::chrono::milliseconds));
    QCOMPARE(sizeof(SharedOptional<Large>), sizeof(void *));
}

void TestOptionals::holdsAValueOrNothing()
{
    CompactOptional<std::chrono::milliseconds> timeout;
    QVERIFY(!timeout && !timeout.has_value());
    QCOMPARE(timeout.value_or(5ms), 5ms);
    timeout = 2s;
    QVERIFY(timeout.has_value());
    QCOMPARE(timeout->count(), 2000);
    QCOMPARE(timeout.value_or(5ms), *timeout);
    QVERIFY(timeout == 2s && timeout != 3s);
    timeout.reset();
    QVERIFY(!timeout);
    QVERIFY(timeout != 0s);

    SharedOptional<Large> large;
    QVERIFY(!large && !large.has_value());
    QCOMPARE(large.value_or(Large{3, {}}).number, 3);
    large = Large{1, u"one"_s};
    QCOMPARE(large->text, u"one"_s);
    QVERIFY((large == Large{1, u"one"_s}));
    large.reset();
    QVERIFY(!large);
    QVERIFY((large != Large{}));
}

void TestOptionals::zeroIsAValue()
{
    QVERIFY(CompactOptional<qint64>(0).has_value());
    QVERIFY(CompactOptional<double>(0.0).has_value());
    QVERIFY(CompactOptional<qint64>(-1).has_value());
    QVERIFY(CompactOptional<qint64>(0) != CompactOptional<qint64>());
}

void TestOptionals::isMadeOfAndBecomesAnOptional()
{
    const std::optional<qint64> something = 7;
    const std::optional<qint64> nothing;
    QVERIFY(CompactOptional<qint64>(something) == something);
    QVERIFY(CompactOptional<qint64>(something) != nothing);
    QVERIFY(CompactOptional<qint64>(nothing) == nothing);
    QVERIFY(!CompactOptional<qint64>(std::nullopt));
    const std::optional<qint64> back = CompactOptional<qint64>(something);
    QVERIFY(back == something);

    const std::optional<Large> one = Large{1, u"one"_s};
    QVERIFY(SharedOptional<Large>(one) == one);
    QVERIFY(SharedOptional<Large>(one) != std::optional<Large>());
    const std::optional<Large> none = SharedOptional<Large>(std::nullopt);
    QVERIFY(!none);
}

void TestOptionals::copiesShareUntilOneChanges()
{
    const SharedOptional<Large> first = Large{1, u"one"_s};
    SharedOptional<Large> second = first;
    QCOMPARE(&*std::as_const(second), &*first);
    second->number = 2;
    QCOMPARE(first->number, 1);
    QCOMPARE(second->number, 2);
    QCOMPARE(second->text, u"one"_s);
}

void TestOptionals::largeOnesCompareByValue()
{
    QVERIFY(SharedOptional<Large>(Large{1, u"one"_s}) == SharedOptional<Large>(Large{1, u"one"_s}));
    QVERIFY(SharedOptional<Large>(Large{1, u"one"_s}) != SharedOptional<Large>(Large{2, u"one"_s}));
    QVERIFY(SharedOptional<Large>(Large{}) != SharedOptional<Large>());
    QVERIFY(SharedOptional<Large>() == SharedOptional<Large>());
}

QTEST_APPLESS_MAIN(TestOptionals)
#include "tst_optionals.moc"
