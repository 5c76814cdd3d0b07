// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertboard.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestAlertBoard : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rulesCome();
    void rulesOfTheConfigurationStay();
    void rulesAreBounded();
    void aRuleReadsBackAsItWasWritten();
    void episodesCome();
};

namespace {

AlertRule ruleOf(const QString &name, AlertSeverity severity = AlertSeverity::Warning)
{
    AlertRule rule;
    rule.name = name;
    rule.severity = severity;
    return rule;
}

AlertRuleChange put(const AlertRule &rule, quint64 seq, bool isConfigured = false)
{
    return {.kind = AlertRuleChange::Kind::Put, .rule = rule, .isConfigured = isConfigured, .seq = seq, .timeMs = 5};
}

AlertRuleChange removal(const QString &name, quint64 seq, bool isConfigured = false)
{
    return {.kind = AlertRuleChange::Kind::Remove,
            .rule = ruleOf(name),
            .isConfigured = isConfigured,
            .seq = seq,
            .timeMs = 6};
}

/// Applies the change, and returns the rule that it made; null where it made none.
AlertRulePtr apply(AlertBoard &board, const AlertRuleChange &change)
{
    const auto changed = board.changed(change);
    if (!changed || !*changed)
        return nullptr;
    board.apply({.rule = *changed});
    return *changed;
}

AlertEpisodePtr episode(quint64 number, qint64 count, AlertEnding ending = AlertEnding::Open)
{
    AlertEpisode episode;
    episode.facts.episode = number;
    episode.facts.count = count;
    episode.ending = ending;
    return std::make_shared<const AlertEpisode>(episode);
}

} // namespace

void TestAlertBoard::rulesCome()
{
    AlertBoard board;
    QCOMPARE(board.changed(removal(u"a"_s, 1)).error().code, ErrorCode::UnknownAlertRule);
    QCOMPARE(apply(board, put(ruleOf(u"a"_s), 1))->seq, quint64(1));
    QVERIFY(!apply(board, put(ruleOf(u"a"_s), 2))); // nothing changes
    QCOMPARE(board.findRule(u"a"_s)->seq, quint64(1));
    apply(board, put(ruleOf(u"a"_s, AlertSeverity::Critical), 3));
    apply(board, put(ruleOf(u"b"_s), 4));
    QCOMPARE(board.plainRules(), (std::vector{ruleOf(u"a"_s, AlertSeverity::Critical), ruleOf(u"b"_s)}));
    QVERIFY(apply(board, removal(u"a"_s, 5))->isRemoved);
    QCOMPARE(board.plainRules(), std::vector{ruleOf(u"b"_s)});
}

void TestAlertBoard::rulesOfTheConfigurationStay()
{
    AlertBoard board;
    apply(board, put(ruleOf(u"a"_s), 1, true));
    QCOMPARE(board.changed(put(ruleOf(u"a"_s, AlertSeverity::Info), 2)).error().code, ErrorCode::Conflict);
    QCOMPARE(board.changed(removal(u"a"_s, 2)).error().code, ErrorCode::Conflict);
    QVERIFY(apply(board, put(ruleOf(u"a"_s, AlertSeverity::Info), 2, true)));
    QVERIFY(apply(board, removal(u"a"_s, 3, true)));
    // One that stood here before is the configuration's from then on.
    apply(board, put(ruleOf(u"b"_s), 4));
    QVERIFY(apply(board, put(ruleOf(u"b"_s), 5, true))->isConfigured);
}

void TestAlertBoard::rulesAreBounded()
{
    AlertBoard board;
    for (size_t i = 0; i < AlertBoard::mostRules; ++i)
        QVERIFY(apply(board, put(ruleOf(u"r%1"_s.arg(i)), i + 1)));
    QCOMPARE(board.changed(put(ruleOf(u"more"_s), 5000)).error().code, ErrorCode::Conflict);
    QVERIFY(board.changed(put(ruleOf(u"r7"_s, AlertSeverity::Info), 5000)).ok());
}

void TestAlertBoard::aRuleReadsBackAsItWasWritten()
{
    KeptAlertRule kept{ruleOf(u"nightly"_s, AlertSeverity::Critical), true};
    kept.rule.channels = {u"ops"_s};
    kept.rule.quietHours = QuietHours{.fromMinute = 60, .toMinute = 120, .timeZone = u"UTC"_s};
    kept.updatedMs = 1700000000123;
    kept.seq = 77;
    QByteArray bytes;
    {
        ObjectWriter object(bytes);
        writeKeptAlertRule(object, kept);
    }
    const AlertRulePtr read = keptAlertRuleFrom(QJsonDocument::fromJson(bytes).object());
    QVERIFY(read);
    QVERIFY(*read == kept);
    QVERIFY(!keptAlertRuleFrom({{u"name"_s, u"x"_s}}));
}

void TestAlertBoard::episodesCome()
{
    AlertBoard board;
    board.apply({.rule = {}, .episodes = {episode(1, 1), episode(2, 1)}});
    board.apply({.rule = {}, .episodes = {episode(2, 9), episode(1, 3, AlertEnding::Recovered)}});
    QVERIFY(!board.findEpisode(1));
    QCOMPARE(board.findEpisode(2)->facts.count, 9);
    board.apply({.rule = {}, .episodes = {episode(3, 1)}, .isAll = true});
    QVERIFY(!board.findEpisode(2));
    QCOMPARE(board.episodes().size(), size_t(1));
}

QTEST_APPLESS_MAIN(TestAlertBoard)
#include "tst_alertboard.moc"
