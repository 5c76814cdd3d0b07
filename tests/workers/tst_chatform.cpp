// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "attachmentfit.h"
#include "chatform.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(Procession::ChatForm)

class TestChatForm : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void adaptsToRefusals_data();
    void adaptsToRefusals();
    void writesWhatIsTaken();
    void tellsHowMuchFits_data();
    void tellsHowMuchFits();
    void cutsAttachments_data();
    void cutsAttachments();
};

namespace {

AiRequest fullRequest()
{
    AiRequest request{.prompt = u"Why?"_s, .system = u"Be brief"_s};
    request.temperature = 0.5;
    request.maxTokens = 100;
    return request;
}

} // namespace

void TestChatForm::adaptsToRefusals_data()
{
    QTest::addColumn<QByteArray>("refusal");
    QTest::addColumn<ChatForm>("form"); // unchanged where nothing can be done
    const auto row = [](const char *name, const QByteArray &refusal, const ChatForm &form) {
        QTest::newRow(name) << refusal << form;
    };
    row("max_completion_tokens",
        R"({"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use )"
        R"('max_completion_tokens' instead.","param":"max_tokens","code":"unsupported_parameter"}})",
        {.countsThoughts = true});
    row("a temperature",
        R"({"error":{"message":"Unsupported value: 'temperature' does not support 0.5 with this model. Only the )"
        R"(default (1) value is supported.","param":"temperature"}})",
        {.hasTemperature = false});
    row("a deprecated temperature", R"({"error":"`temperature` is deprecated for this model."})",
        {.hasTemperature = false});
    row("the system's role",
        R"({"error":{"message":"Unsupported value: 'messages[0].role' does not support 'system' with this model."}})",
        {.hasSystemRole = false});
    row("numbers in a stream", R"({"error":"unknown field stream_options"})", {.mode = AnswerMode::Stream});
    row("a stream", R"({"error":"Streaming isn't supported"})", {.mode = AnswerMode::Whole});
    row("too many tokens", R"({"error":"max_tokens is too large: 100. This model supports at most 50."})", {});
    row("too hot", R"({"error":"temperature must be between 0 and 0.3"})", {});
    row("no such model", R"({"error":"no such model"})", {});
    row("nothing", {}, {});
}

void TestChatForm::adaptsToRefusals()
{
    QFETCH(const QByteArray, refusal);
    QFETCH(const ChatForm, form);
    ChatForm adapted;
    QCOMPARE(adapted.adaptTo(refusal, fullRequest()), form != ChatForm());
    QVERIFY(adapted == form);
    // What was given up once, or wasn't there, is no reason to ask again.
    ChatForm bare;
    if (form.mode == AnswerMode::StreamWithUsage) {
        QVERIFY(!adapted.adaptTo(refusal, fullRequest()));
        QVERIFY(!bare.adaptTo(refusal, {.prompt = u"Why?"_s}));
    }
}

void TestChatForm::writesWhatIsTaken()
{
    const ChatForm form{AnswerMode::Whole, true, false, false};
    const QJsonObject body = QJsonDocument::fromJson(form.body(fullRequest(), u"model-1"_s)).object();
    QCOMPARE(body,
             (QJsonObject{{u"model"_s, u"model-1"_s},
                          {u"stream"_s, false},
                          {u"max_completion_tokens"_s, 100},
                          {u"messages"_s,
                           QJsonArray{QJsonObject{{u"role"_s, u"user"_s}, {u"content"_s, u"Be brief\n\nWhy?"_s}}}}}));
}

void TestChatForm::tellsHowMuchFits_data()
{
    QTest::addColumn<QByteArray>("refusal");
    QTest::addColumn<int>("percent"); // 0: it is about something else
    QTest::newRow("OpenAI") << QByteArray(
        R"({"error":{"message":"This model's maximum context length is 4000 tokens. However, your messages resulted in )"
        R"(8000 tokens.","code":"context_length_exceeded"}})")
                            << 45;
    QTest::newRow("vLLM") << QByteArray(
        R"({"object":"error","message":"This model's maximum context length is 4096 tokens. However, you requested )"
        R"(8192 tokens (7168 in the messages, 1024 in the completion)."})")
                          << 45;
    QTest::newRow("llama.cpp") << QByteArray(
        R"({"error":{"message":"the request exceeds the available context size, try increasing it",)"
        R"("type":"exceed_context_size_error","n_prompt_tokens":9000,"n_ctx":1000}})")
                               << 10;
    QTest::newRow("LM Studio") << QByteArray(
        R"({"error":"Trying to keep the first 8192 tokens when context the overflows. However, the model is loaded )"
        R"(with context length of only 4096 tokens."})")
                               << 45;
    QTest::newRow("no numbers") << QByteArray(R"({"error":"The prompt is too long."})") << 50;
    QTest::newRow("a body too large") << QByteArray("Request Entity Too Large") << 50;
    QTest::newRow("no such model") << QByteArray(R"({"error":"no such model"})") << 0;
    QTest::newRow("no key") << QByteArray(R"({"error":"missing key in this context"})") << 0;
    QTest::newRow("nothing") << QByteArray() << 0;
}

void TestChatForm::tellsHowMuchFits()
{
    QFETCH(const QByteArray, refusal);
    QTEST(qRound(shareThatFits(refusal).value_or(0) * 100), "percent");
}

void TestChatForm::cutsAttachments_data()
{
    QTest::addColumn<QStringList>("texts");
    QTest::addColumn<qsizetype>("characters");
    QTest::addColumn<QList<qsizetype>>("sent");              // of each; empty where nothing would be left
    QTest::addColumn<QString>("place");                      // of the first cut
    const QString words = u"слово "_s.repeated(1000);        // 6000
    const QString lines = u"a line of it\n"_s.repeated(500); // 6500
    const QString pages = (u"一二三四五六七八九十"_s.repeated(50) + u'\f').repeated(9) + u"end"_s; // 4512
    QTest::newRow("all fits") << QStringList{words} << qsizetype(6000) << QList<qsizetype>{6000} << QString();
    QTest::newRow("at a word") << QStringList{words} << qsizetype(1000) << QList<qsizetype>{995} << u"line 1 of 1"_s;
    QTest::newRow("at a line") << QStringList{lines} << qsizetype(1000) << QList<qsizetype>{987} << u"line 76 of 501"_s;
    QTest::newRow("pages") << QStringList{pages} << qsizetype(1500) << QList<qsizetype>{1500} << u"page 3 of 10"_s;
    QTest::newRow("the longest of two") << QStringList{u"short"_s, words} << qsizetype(1005) << QList<qsizetype>{5, 995}
                                        << u"line 1 of 1"_s;
    QTest::newRow("both") << QStringList{words, lines} << qsizetype(2000) << QList<qsizetype>{995, 987}
                          << u"line 1 of 1"_s;
    QTest::newRow("no room") << QStringList{words} << qsizetype(100) << QList<qsizetype>{} << QString();
    QTest::newRow("less than no room") << QStringList{words} << qsizetype(-5) << QList<qsizetype>{} << QString();
}

void TestChatForm::cutsAttachments()
{
    QFETCH(const QStringList, texts);
    QFETCH(const qsizetype, characters);
    QFETCH(const QList<qsizetype>, sent);
    QFETCH(const QString, place);
    AiRequest request{.prompt = u"Why?"_s};
    for (const QString &text : texts)
        request.attachments.push_back({u"name"_s, text});
    const auto fitted = fitAttachments(request, characters);
    QCOMPARE(fitted.has_value(), !sent.isEmpty());
    if (!fitted)
        return;
    QCOMPARE(fitted->cuts.empty() ? QString() : fitted->cuts.front().place, place);
    for (qsizetype i = 0; i < texts.size(); ++i) {
        const QString &content = fitted->request.attachments[static_cast<size_t>(i)].content;
        QCOMPARE(content.first(sent[i]), texts[i].first(sent[i]));
        const QString note = u"\n[Cut here, at "_s;
        QVERIFY(sent[i] == texts[i].size() ? content == texts[i] : content.sliced(sent[i]).startsWith(note));
    }
}

QTEST_GUILESS_MAIN(TestChatForm)
#include "tst_chatform.moc"
