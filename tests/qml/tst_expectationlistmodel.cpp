// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "expectationchange.h"
#include "expectationlistmodel.h"
#include "fakeclock.h"
#include "modelrecorder.h"
#include "processes.h"
#include "processtracker.h"

#include <QSignalSpy>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

using Model = ExpectationListModel;
using Job = ExpectationChange;

/// The expected jobs of a tracker.
class TestExpectationListModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void readsNothingUntilItIsShown();
    void followsTheLog();
    void tellsHowAJobStands();
    void startsAgainAfterALoss();

private:
    template <typename Payload>
    void change(const QString &name, Payload payload)
    {
        QVERIFY(m_tracker->changeExpectation(name, std::move(payload)).ok());
    }
    void put(const QString &name, std::chrono::milliseconds every = 1h)
    {
        ExpectationDefinition definition;
        definition.name = name;
        definition.every = every;
        definition.graceStart = 1min;
        change(name, Job::Put{definition, newPingKey()});
    }
    /// What is told next.
    static QStringList told(ModelRecorder &recorder)
    {
        QStringList told;
        std::ignore = QTest::qWaitFor([&] { return !(told = recorder.take()).isEmpty(); });
        return told;
    }
    QVariant at(int row, int role) { return m_model->data(m_model->index(row), role); }

    FakeClock m_clock;
    std::unique_ptr<EventLog> m_log;
    std::unique_ptr<ProcessTracker> m_tracker;
    std::unique_ptr<Model> m_model;
};

void TestExpectationListModel::init()
{
    m_model.reset();
    m_tracker.reset();
    m_log = std::make_unique<EventLog>(64);
    m_tracker = std::make_unique<ProcessTracker>(*m_log, m_clock);
    m_model = std::make_unique<Model>(*m_tracker);
}

void TestExpectationListModel::readsNothingUntilItIsShown()
{
    put(u"a"_s);
    QCOMPARE(m_model->count(), 0);
    m_model->setShown(true);
    QCOMPARE(m_model->count(), 1);
    m_model->setShown(false);
    QCOMPARE(m_model->count(), 0);
}

void TestExpectationListModel::followsTheLog()
{
    put(u"b"_s);
    m_model->setShown(true);
    ModelRecorder recorder(*m_model);
    put(u"a"_s);
    QCOMPARE(told(recorder), QStringList{u"inserted 0-0"_s});
    put(u"c"_s);
    put(u"b"_s, 2h);
    QTRY_COMPARE(m_model->count(), 3);
    QCOMPARE(told(recorder), QStringList({u"changed 1-1"_s, u"inserted 2-2"_s}));
    change(u"b"_s, Job::Remove{});
    QCOMPARE(told(recorder), QStringList{u"removed 1-1"_s});
    QCOMPARE(at(1, Model::NameRole), u"c"_s);
}

void TestExpectationListModel::tellsHowAJobStands()
{
    put(u"nightly"_s);
    m_model->setShown(true);
    ModelRecorder recorder(*m_model);
    QSignalSpy down(m_model.get(), &Model::downChanged);
    QCOMPARE(at(0, Model::StateTextRole), u"not heard of yet"_s);
    QCOMPARE(at(0, Model::LastRole), 0.0);
    QVERIFY(at(0, Model::NextRole).toDouble() > 0);
    QVERIFY(!at(0, Model::WordsRole).toString().isEmpty());

    change(u"nightly"_s,
           Job::Hear{{.signal = PingSignal::Failure, .text = u"disk \u202eis full"_s, .process = id(u"run")}});
    QTRY_VERIFY(at(0, Model::DownRole).toBool());
    QCOMPARE(m_model->down(), 1);
    QCOMPARE(down.size(), 1);
    QCOMPARE(at(0, Model::LastRole), static_cast<double>(m_clock.wallMs()));
    const QString reason = at(0, Model::ReasonRole).toString();
    QVERIFY2(reason.startsWith(u"disk "_s), qPrintable(reason));
    QVERIFY(!reason.contains(QChar(0x202e)));

    change(u"nightly"_s, Job::Hear{{.signal = PingSignal::Start, .process = id(u"run")}});
    change(u"nightly"_s, Job::Hear{{.signal = PingSignal::Success, .process = id(u"run")}});
    QTRY_COMPARE(at(0, Model::StateTextRole), u"in time"_s);
    QCOMPARE(m_model->down(), 0);
    QCOMPARE(at(0, Model::ReasonRole), QString());
    QCOMPARE(at(0, Model::RunRole), u"run"_s);

    m_clock.advance(2h);
    change(u"nightly"_s, Job::Advance{}); // late
    change(u"nightly"_s, Job::Advance{});
    QTRY_VERIFY(at(0, Model::ReasonRole).toString().startsWith(u"No run began; "_s));

    change(u"nightly"_s, Job::Pause{u"holidays"_s});
    QTRY_COMPARE(at(0, Model::StateTextRole), u"paused"_s);
    QCOMPARE(at(0, Model::ReasonRole), u"holidays"_s);
    QCOMPARE(at(0, Model::NextRole), 0.0);
}

void TestExpectationListModel::startsAgainAfterALoss()
{
    m_model->setShown(true);
    ModelRecorder recorder(*m_model);
    for (int i = 0; i < 100; ++i)
        put(u"job-%1"_s.arg(i, 3, 10, '0'_L1));
    QTRY_COMPARE(m_model->count(), 100);
    QVERIFY(told(recorder).contains(u"reset"_s));
}

QTEST_GUILESS_MAIN(TestExpectationListModel)
#include "tst_expectationlistmodel.moc"
