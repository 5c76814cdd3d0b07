// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertcentre.h"

#include "alertrulejson.h"
#include "madealerts.h"
#include "processes.h"
#include "tracked.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;
using What = AlertQuestion::What;

/// What the window knows of alerts, and what it does about them.
class TestAlertCentre : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void readsThemOnceSomebodyLooks();
    void whatNobodyLooksAtIsOnlyCounted();
    void followsTheLog();
    void asksOnlyWhenTheLogTells();
    void comesAfterALoss();
    void asksNothingOfAServerThatIsAway();
    void saysThatAServerIsTooOld();
    void countsThoseThatNobodyCaresAbout();
    void filters_data();
    void filters();
    void rowsThatStayKeepTheirPlace();
    void tellsWhyTheyCannotBeRead();
    void asksForEachChange();
    void tellsWhatCameOfATest_data();
    void tellsWhatCameOfATest();
    void switchesARuleOff();
    void aChangeThatIsRefusedIsTold();

private:
    QStringList column(const KeyedRows &rows, const QByteArray &role) const;
    void tell(const QJsonArray &episodes, bool isAll);

    std::unique_ptr<Tracked> m_tracked;
    std::unique_ptr<MadeAlertOperator> m_operator;
    std::unique_ptr<AlertCentre> m_centre;
    std::vector<std::unique_ptr<QAbstractItemModelTester>> m_testers;
};

namespace {

constexpr char open[] = R"({"alerts": [
    {"episode": 1, "severity": "critical", "kind": "reminder", "duration": 3600, "name": "import a", "cause": "background_job/import a",
     "reason": "disk\u202efull", "rule": "imports", "count": 3, "samples": ["a-1", "a-2"], "began_at": 1700000000.5,
     "phase": "firing", "ended_at": null, "acknowledged": null, "silenced": false, "flapping": false},
    {"episode": 2, "severity": "warning", "condition": "missed", "name": "nightly", "cause": "nightly", "reason": "", "rule": "missed",
     "count": 1, "samples": [], "began_at": 1700000100, "phase": "clearing", "ended_at": null,
     "acknowledged": {"who": "ann", "at": 1700000200}, "silenced": false, "flapping": false},
    {"episode": 3, "severity": "info", "name": "x", "cause": "x", "reason": "", "rule": "all", "count": 1, "samples": [],
     "began_at": 1700000300, "phase": "firing", "ended_at": null, "acknowledged": null, "silenced": true, "flapping": true}]})";
constexpr char ended[] =
    R"({"alerts": [{"episode": 9, "title": "y failed", "ended_at": 1700000400, "ending": "recovered"}]})";

/// A log that holds little, so that a reader falls behind soon.
constexpr int logCapacity = 64;

} // namespace

void TestAlertCentre::init()
{
    m_testers.clear();
    m_centre.reset();
    m_operator = std::make_unique<MadeAlertOperator>();
    m_tracked = std::make_unique<Tracked>(logCapacity);
    tell(MadeAlerts::objectFrom(open)["alerts"_L1].toArray(), true);
    for (const auto &[name, json, isConfigured] :
         {std::tuple(u"imports"_s, R"({"severity": "critical", "condition": {"kind": "failed"}, "channels": ["ops"]})",
                     false),
          std::tuple(u"fixed"_s, R"({"condition": {"kind": "timed_out"}})", true)}) {
        const auto rule = alertRuleFromJson(name, MadeAlerts::objectFrom(json));
        QVERIFY(rule && m_tracked->tracker.putAlertRule(*rule, isConfigured));
    }
    m_operator->made.tell(What::Ended, MadeAlerts::objectFrom(ended));
    m_operator->made.tell(What::Channels, MadeAlerts::objectFrom(R"({"channels": [{"name": "ops", "kind": "webhook",
        "waiting": 2, "last": {"title": "x failed", "state": "due", "at": 1700000000, "error": "refused"},
        "last_delivered": null}]})"));
    m_operator->made.tell(What::Silences,
                          MadeAlerts::objectFrom(R"({"silences": [{"id": 7, "rule": "imports", "type": "",
        "name": "import *", "reason": "new disk", "who": "ann", "began_at": 1, "ends_at": 2}]})"));
    m_centre = std::make_unique<AlertCentre>(m_tracked->tracker, *m_operator);
    for (KeyedRows *rows :
         {m_centre->open(), m_centre->ended(), m_centre->silences(), m_centre->channels(), m_centre->rules()})
        m_testers.push_back(
            std::make_unique<QAbstractItemModelTester>(rows, QAbstractItemModelTester::FailureReportingMode::QtTest));
}

void TestAlertCentre::tell(const QJsonArray &episodes, bool isAll)
{
    AlertNews news{.rule = {}, .episodes = {}, .isAll = isAll};
    for (const QJsonValue &episode : episodes)
        news.episodes.push_back(std::make_shared<const AlertEpisode>(alertEpisodeFrom(episode.toObject())));
    m_tracked->tracker.tellAlerts(std::move(news));
}

QStringList TestAlertCentre::column(const KeyedRows &rows, const QByteArray &role) const
{
    QStringList texts;
    for (int row = 0; row < rows.count(); ++row)
        texts.append(rows.data(rows.index(row), rows.roleNames().key(role)).toString());
    return texts;
}

void TestAlertCentre::readsThemOnceSomebodyLooks()
{
    QVERIFY(m_centre->isLoading());
    m_centre->setShown(true);
    QVERIFY(!m_centre->isLoading());
    QCOMPARE(column(*m_centre->open(), "title"),
             (QStringList{u"import a failed 3 times"_s, u"nightly missed its time"_s, u"x failed"_s}));
    QCOMPARE(column(*m_centre->open(), "stateText"),
             (QStringList{u"Goes on"_s, u"Looks better"_s, u"Comes and goes"_s}));
    QCOMPARE(column(*m_centre->open(), "began").constFirst().toDouble(), 1700000000500.0);
    QVERIFY(!column(*m_centre->open(), "reason").constFirst().contains(u'\u202e'));
    QCOMPARE(column(*m_centre->rules(), "name"), (QStringList{u"fixed"_s, u"imports"_s}));
    QCOMPARE(column(*m_centre->rules(), "words").constLast(), u"Tell ops when a run fails or times out."_s);
    QCOMPARE(column(*m_centre->rules(), "configured"), (QStringList{u"true"_s, u"false"_s}));
    QCOMPARE(column(*m_centre->ended(), "episode"), QStringList{u"9"_s});
    QCOMPARE(column(*m_centre->silences(), "about"), QStringList{u"rule imports · import *"_s});
    QCOMPARE(column(*m_centre->channels(), "failed"), QStringList{u"true"_s});
    QCOMPARE(m_centre->channelNames(), QStringList{u"ops"_s});
    QVERIFY(m_centre->isRuleConfigured(u"fixed"_s) && !m_centre->isRuleConfigured(u"imports"_s));
}

void TestAlertCentre::whatNobodyLooksAtIsOnlyCounted()
{
    QCOMPARE(m_centre->openTotal(), 3);
    tell({QJsonObject{{u"episode"_s, 4}}}, false);
    QTRY_COMPARE(m_centre->openTotal(), 4);
    QVERIFY(m_operator->made.asked().isEmpty());
}

void TestAlertCentre::followsTheLog()
{
    m_centre->setShown(true);
    tell({QJsonObject{{u"episode"_s, 4}, {u"name"_s, u"z"_s}},
          QJsonObject{{u"episode"_s, 1}, {u"ending"_s, u"recovered"_s}, {u"ended_at"_s, 1700000400}}},
         false);
    QTRY_COMPARE(column(*m_centre->open(), "episode"), (QStringList{u"2"_s, u"3"_s, u"4"_s}));
    QVERIFY(m_tracked->tracker.removeAlertRule(u"imports"_s).ok());
    QTRY_COMPARE(column(*m_centre->rules(), "name"), QStringList{u"fixed"_s});
    QVERIFY(m_operator->made.asked(What::Open).isEmpty()); // nor for these
    QVERIFY(m_operator->made.asked(What::Rules).isEmpty());
}

/// What isn't in the log is asked for where the log tells of news, and in one go for what came meanwhile.
void TestAlertCentre::asksOnlyWhenTheLogTells()
{
    m_centre->setShown(true);
    QCOMPARE(m_operator->made.asked(What::Silences).size(), 1);
    QVERIFY(m_tracked->tracker.start(startOf(u"p", ProcessStatus::Running)).ok()); // which is about no alert
    m_operator->made.tell(What::Silences, QJsonObject());
    tell({}, false); // a silence ended that covered no alert
    tell({}, false);
    QTRY_COMPARE(m_centre->silences()->count(), 0);
    QCOMPARE(m_operator->made.asked(What::Silences).size(), 2);
    m_operator->isHeldUp = true;
    tell({}, false);
    QTRY_COMPARE(m_operator->waiting.size(), 3);
    m_operator->made.tell(What::Ended, QJsonObject());
    m_centre->reload(); // while the answers are on their way
    m_operator->isHeldUp = false;
    for (int i = 0; i < 3; ++i)
        m_operator->answer();
    QCOMPARE(m_operator->made.asked(What::Silences).size(), 4);
    QCOMPARE(m_centre->endedTotal(), 0);
}

void TestAlertCentre::comesAfterALoss()
{
    m_centre->setShown(true);
    tell({QJsonObject{{u"episode"_s, 7}}}, true);
    for (int i = 0; i < 20 * static_cast<int>(Events::blockSize); ++i)
        QVERIFY(m_tracked->tracker.start(startOf(u"p%1"_s.arg(i), ProcessStatus::Running)).ok());
    QTRY_COMPARE(column(*m_centre->open(), "episode"), QStringList{u"7"_s});
    QCOMPARE(m_operator->made.asked(What::Ended).size(), 2);
}

void TestAlertCentre::asksNothingOfAServerThatIsAway()
{
    m_centre->setLive(false);
    m_centre->setShown(true);
    m_centre->reload();
    QVERIFY(m_operator->made.asked().isEmpty());
    QVERIFY(m_centre->isLoading());
    QCOMPARE(m_centre->open()->count(), 3); // as it was known last
    m_centre->setLive(true);
    QVERIFY(!m_centre->isLoading());
    QCOMPARE(m_centre->endedTotal(), 1);
}

void TestAlertCentre::saysThatAServerIsTooOld()
{
    m_centre->setSupported(false);
    m_centre->setShown(true);
    QVERIFY(m_operator->made.asked().isEmpty());
    QVERIFY2(m_centre->error().contains(u"needs a newer one"_s), qPrintable(m_centre->error()));
    m_centre->setSupported(true); // there is a newer one now
    QVERIFY(m_centre->error().isEmpty());
    QCOMPARE(m_centre->endedTotal(), 1);
}

void TestAlertCentre::countsThoseThatNobodyCaresAbout()
{
    m_centre->setShown(true);
    QCOMPARE(m_centre->unacknowledged(), 1);
}

void TestAlertCentre::filters_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("severity");
    QTest::addColumn<QStringList>("episodes");
    QTest::newRow("nothing set") << u""_s << u""_s << QStringList{u"1"_s, u"2"_s, u"3"_s};
    QTest::newRow("by title") << u" IMPORT "_s << u""_s << QStringList{u"1"_s};
    QTest::newRow("by rule") << u"missed"_s << u""_s << QStringList{u"2"_s};
    QTest::newRow("by severity") << u""_s << u"info"_s << QStringList{u"3"_s};
    QTest::newRow("by both") << u"import"_s << u"info"_s << QStringList{};
}

void TestAlertCentre::filters()
{
    QFETCH(QString, text);
    QFETCH(QString, severity);
    m_centre->setShown(true);
    m_centre->setSearchText(text);
    m_centre->setSeverity(severity);
    QTEST(column(*m_centre->open(), "episode"), "episodes");
    QCOMPARE(m_centre->openTotal(), 3); // what is hidden is still there
    m_centre->clearFilter();
    QCOMPARE(m_centre->open()->count(), 3);
}

void TestAlertCentre::rowsThatStayKeepTheirPlace()
{
    m_centre->setShown(true);
    QSignalSpy resets(m_centre->open(), &QAbstractItemModel::modelReset);
    QSignalSpy removed(m_centre->open(), &QAbstractItemModel::rowsRemoved);
    QSignalSpy changed(m_centre->open(), &QAbstractItemModel::dataChanged);
    QJsonArray alerts = MadeAlerts::objectFrom(open)["alerts"_L1].toArray();
    QJsonObject last = alerts[2].toObject();
    last.insert("count"_L1, 9);
    tell({last, alerts[0]}, true);
    m_centre->reload();
    QCOMPARE(column(*m_centre->open(), "episode"), (QStringList{u"1"_s, u"3"_s}));
    QCOMPARE(removed.size(), 1);
    QCOMPARE(changed.size(), 1);
    QVERIFY(resets.isEmpty());
}

void TestAlertCentre::tellsWhyTheyCannotBeRead()
{
    m_centre->setShown(true);
    m_operator->made.tell(What::Ended, Error{ErrorCode::Io, u"no server"_s, {}});
    m_centre->reload();
    QCOMPARE(m_centre->error(), u"no server"_s);
    QCOMPARE(m_centre->endedTotal(), 1); // what was known stays
    m_operator->made.tell(What::Ended, QJsonObject());
    m_centre->reload();
    QVERIFY(m_centre->error().isEmpty());
    QCOMPARE(m_centre->endedTotal(), 0);
}

void TestAlertCentre::asksForEachChange()
{
    m_centre->setShown(true);
    m_centre->acknowledge(u"1"_s);
    QCOMPARE(m_operator->made.asked(What::Acknowledge).constLast().name, u"1"_s);
    m_centre->silence(u"1"_s, 60, u"  new   disk "_s);
    const AlertQuestion silence = m_operator->made.asked(What::Silence).constLast();
    QCOMPARE(silence.body, (QJsonObject{{u"duration"_s, 3600}, {u"reason"_s, u"new disk"_s}}));
    m_centre->endSilence(u"7"_s);
    QCOMPARE(m_operator->made.asked(What::EndSilence).constLast().name, u"7"_s);
    m_centre->removeRule(u"imports"_s);
    QCOMPARE(m_operator->made.asked(What::RemoveRule).constLast().name, u"imports"_s);
    QCOMPARE(m_operator->made.asked(What::Silences).size(), 5); // it is read anew after each
}

void TestAlertCentre::tellsWhatCameOfATest_data()
{
    QTest::addColumn<QString>("answer");
    QTest::addColumn<QString>("told");
    QTest::newRow("delivered") << uR"({"delivered": true, "message": null})"_s << u"The test message was delivered."_s;
    QTest::newRow("refused") << uR"({"delivered": false, "message": "404"})"_s << u"Not delivered: 404"_s;
}

void TestAlertCentre::tellsWhatCameOfATest()
{
    QFETCH(QString, answer);
    m_centre->setShown(true);
    m_operator->made.tell(What::TestChannel, QJsonDocument::fromJson(answer.toUtf8()).object());
    m_operator->isHeldUp = true;
    m_centre->sendTest(u"ops"_s);
    QCOMPARE(column(*m_centre->channels(), "testText"), QStringList{u"Sending…"_s});
    m_operator->isHeldUp = false;
    m_operator->answer();
    QTEST(column(*m_centre->channels(), "testText").constFirst(), "told");
}

void TestAlertCentre::switchesARuleOff()
{
    m_centre->setShown(true);
    m_centre->setRuleActive(u"imports"_s, false);
    const AlertQuestion put = m_operator->made.asked(What::PutRule).constLast();
    QCOMPARE(put.name, u"imports"_s);
    QCOMPARE(put.body["enabled"_L1], false);
    QCOMPARE(put.body["channels"_L1].toArray(), QJsonArray{u"ops"_s});
    QVERIFY(!put.body.contains("seq"_L1) && !put.body.contains("name"_L1));
}

void TestAlertCentre::aChangeThatIsRefusedIsTold()
{
    QSignalSpy failed(m_centre.get(), &AlertCentre::failed);
    m_operator->made.tell(What::Acknowledge, Error{ErrorCode::InvalidField, u"It is over."_s, u"episode"_s});
    m_centre->acknowledge(u"9"_s);
    QCOMPARE(failed.size(), 1);
    QCOMPARE(failed.constFirst().constFirst().toString(), u"It is over."_s);
}

QTEST_GUILESS_MAIN(TestAlertCentre)
#include "tst_alertcentre.moc"
