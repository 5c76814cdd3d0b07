// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "aiprogress.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

const QByteArray apiKey = "sk-0123456789abcdef";

ChatPart text(const QString &said)
{
    ChatPart part;
    part.text = said;
    return part;
}

ChatPart thought(const QString &said)
{
    ChatPart part;
    part.reasoning = said;
    return part;
}

ChatPart numbers(qint64 prompt, qint64 completion)
{
    ChatPart part;
    part.promptTokens = prompt;
    part.completionTokens = completion;
    return part;
}

} // namespace

/// What is reported of parts of an answer that came at given times.
class TestAiProgress : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countsWhatComes_data();
    void countsWhatComes();
    void goesOnFromWhenItWasAsked();
    void keepsNoMoreThanAllowed();
    void hidesTheKey();
    void namesAllItsKeys();
};

void TestAiProgress::countsWhatComes_data()
{
    QTest::addColumn<std::vector<ChatPart>>("parts"); // the first at 500 ms, each later one 100 ms after the one before
    QTest::addColumn<bool>("isWhole");
    QTest::addColumn<QJsonObject>("metadata"); // at 1500 ms
    QTest::addColumn<double>("progress");      // of 20 tokens; -1: none
    QTest::addColumn<QString>("message");
    using Parts = std::vector<ChatPart>;
    const QJsonObject nothing{{u"elapsed_minutes"_s, 0}, {u"model"_s, u"asked"_s}};
    const auto with = [&nothing](const QJsonObject &more) {
        QJsonObject all = nothing;
        for (auto it = more.begin(); it != more.end(); ++it)
            all.insert(it.key(), it.value());
        return all;
    };
    QTest::newRow("nothing") << Parts{} << false << nothing << -1.0 << u"Waiting for the first token"_s;
    QTest::newRow("two pieces") << Parts{text(u"Be"_s), text(u"cause"_s)} << false
                                << with({{u"tokens_received"_s, 2},
                                         {u"time_to_first_token"_s, 0.5},
                                         {u"tokens_per_second"_s, 1.0},
                                         {u"answer"_s, u"Because"_s}})
                                << 10.0 << u"AI processing in progress..."_s;
    QTest::newRow("the server counts") << Parts{text(u"Be"_s), text(u"cause"_s), numbers(7, 5)} << false
                                       << with({{u"tokens_received"_s, 5},
                                                {u"prompt_tokens"_s, 7},
                                                {u"time_to_first_token"_s, 0.5},
                                                {u"tokens_per_second"_s, 4.0},
                                                {u"answer"_s, u"Because"_s}})
                                       << 25.0 << u"AI processing in progress..."_s;
    QTest::newRow("more than was asked for") << Parts{text(u"A"_s), numbers(7, 30)} << false
                                             << with({{u"tokens_received"_s, 30},
                                                      {u"prompt_tokens"_s, 7},
                                                      {u"time_to_first_token"_s, 0.5},
                                                      {u"answer"_s, u"A"_s}})
                                             << 100.0 << u"AI processing in progress..."_s;
    QTest::newRow("in one piece") << Parts{text(u"Because"_s)} << true << with({{u"answer"_s, u"Because"_s}}) << -1.0
                                  << u"Waiting for the first token"_s;
    QTest::newRow("thoughts only") << Parts{thought(u"hm"_s)} << false
                                   << with({{u"tokens_received"_s, 1},
                                            {u"reasoning_tokens"_s, 1},
                                            {u"time_to_first_token"_s, 0.5}})
                                   << 5.0 << u"The model is thinking..."_s;
    ChatPart named;
    named.model = u"real"_s;
    named.finishReason = u"stop"_s;
    QTest::newRow("names") << Parts{named} << false << with({{u"model"_s, u"real"_s}, {u"finish_reason"_s, u"stop"_s}})
                           << -1.0 << u"Waiting for the first token"_s;
}

void TestAiProgress::countsWhatComes()
{
    QFETCH(const std::vector<ChatPart>, parts);
    QFETCH(const bool, isWhole);
    QFETCH(const QJsonObject, metadata);
    QFETCH(const double, progress);
    QFETCH(const QString, message);
    AiProgress answer(apiKey, 20, 1000);
    answer.asked(0);
    qint64 nowMs = 400;
    for (const ChatPart &part : parts)
        answer.take({part}, isWhole, nowMs += 100);
    const ReportChange report = answer.report(u"asked"_s, 1500);
    QCOMPARE(report.metadataUpdate, metadata);
    QCOMPARE(report.progress.value_or(-1), progress);
    QCOMPARE(answer.message(1500), message);
    QCOMPARE(answer.message(120'000), u"AI processing in progress... 2 minutes elapsed"_s);
}

/// A server that refuses the first form of a question isn't slow.
void TestAiProgress::goesOnFromWhenItWasAsked()
{
    AiProgress answer(apiKey, {}, 1000);
    answer.asked(100);
    answer.asked(3000);
    answer.take({text(u"So"_s)}, false, 3250);
    const ReportChange report = answer.report({}, 4000);
    QCOMPARE(report.metadataUpdate.value("time_to_first_token"_L1).toDouble(), 0.25);
    QVERIFY(!report.progress);
}

void TestAiProgress::keepsNoMoreThanAllowed()
{
    AiProgress answer(apiKey, {}, 10);
    answer.asked(0);
    answer.take({text(QString(100, u'a'))}, false, 1);
    answer.finish();
    const QJsonObject metadata = answer.report({}, 1).metadataUpdate;
    QCOMPARE(metadata.value("answer"_L1).toString().size(), 10);
    QCOMPARE(metadata.value("answer_truncated"_L1), QJsonValue(true));
    QVERIFY(answer.answerBytes() <= 10);
    QVERIFY(answer.outcome().hasAnswer);
}

void TestAiProgress::hidesTheKey()
{
    AiProgress answer(apiKey, {}, 1000);
    answer.asked(0);
    ChatPart part = text(u"It is sk-01234"_s);
    part.model = u"model of sk-0123456789abcdef"_s;
    answer.take({part, text(u"56789abcdef."_s)}, false, 1);
    answer.finish();
    const QJsonObject metadata = answer.report({}, 1).metadataUpdate;
    QCOMPARE(metadata.value("answer"_L1).toString(), u"It is ***."_s);
    QCOMPARE(metadata.value("model"_L1).toString(), u"model of ***"_s);
}

/// An attempt forgets what the one before reported: by these names.
void TestAiProgress::namesAllItsKeys()
{
    AiProgress answer(apiKey, 10, 10);
    answer.asked(0);
    ChatPart all = numbers(1, 2);
    all.text = QString(100, u'a');
    all.reasoning = u"hm"_s;
    all.finishReason = u"stop"_s;
    all.reasoningTokens = 1;
    answer.take({all, text(u"b"_s)}, false, 1);
    const QStringList told = answer.report(u"asked"_s, 1000).metadataUpdate.keys();
    QStringList known = AiProgress::metadataKeys();
    known.sort();
    QCOMPARE(told, known);
}

QTEST_GUILESS_MAIN(TestAiProgress)
#include "tst_aiprogress.moc"
