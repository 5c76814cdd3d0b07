// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chatreader.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

using Problem = ChatReader::Problem;

Q_DECLARE_METATYPE(Procession::ChatReader::Problem)

namespace {

QByteArray chunk(const QByteArray &text)
{
    return R"(data: {"choices":[{"index":0,"delta":{"content":")" + text + "\"}}]}\n\n";
}

const QByteArray stop = R"(data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})"
                        "\n\n";
const QByteArray done = "data: [DONE]\n\n";

QByteArray whole(const QByteArray &message)
{
    return R"({"model":"m","choices":[{"index":0,"message":)" + message
        + R"(,"finish_reason":"stop"}],"usage":{"prompt_tokens":7,"completion_tokens":5}})";
}

} // namespace

class TestChatReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAnswers_data();
    void readsAnswers();
    void readsNumbers();
    void doesNotWaitForTheEndOfADoneStream();
    void isBounded();
    void explainsErrors_data();
    void explainsErrors();
    void tellsWhichErrorsAreHopeless_data();
    void tellsWhichErrorsAreHopeless();
    void tellsOfOtherOutcomes_data();
    void tellsOfOtherOutcomes();
    void listsModels();
};

void TestChatReader::readsAnswers_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("reasoning");
    QTest::addColumn<Problem>("problem");
    const auto row = [](const char *name, const QByteArray &body, const QString &text, Problem problem = Problem::None,
                        const QString &reasoning = {}) { QTest::newRow(name) << body << text << reasoning << problem; };
    row("a stream", chunk("Hel") + chunk("lo") + stop + done, u"Hello"_s);
    row("comments in between", ": ping\n\n" + chunk("Hel") + ": ping\n\n" + chunk("lo") + stop + done, u"Hello"_s);
    row("a role first",
        R"(data: {"choices":[{"delta":{"role":"assistant","content":null}}]})"
        "\n\n"
            + chunk("a") + stop + done,
        u"a"_s);
    row("no [DONE], but a reason to end", chunk("a") + stop, u"a"_s);
    row("the last event without its empty line", chunk("a") + stop.trimmed(), u"a"_s);
    row("[DONE] without a reason", chunk("a") + done, u"a"_s);
    row("numbers after the end", chunk("a") + stop + "data: {\"choices\":[],\"usage\":{}}\n\n" + done, u"a"_s);
    row("an empty answer", stop + done, {});
    row("reasoning_content",
        R"(data: {"choices":[{"delta":{"reasoning_content":"hm"}}]})"
        "\n\n"
            + chunk("a") + stop,
        u"a"_s, Problem::None, u"hm"_s);
    row("reasoning",
        R"(data: {"choices":[{"delta":{"reasoning":"hm","content":""}}]})"
        "\n\n"
            + chunk("a") + stop,
        u"a"_s, Problem::None, u"hm"_s);
    row("parts",
        R"(data: {"choices":[{"delta":{"content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}}]})"
        "\n\n"
            + stop,
        u"ab"_s);
    row("a whole answer", whole(R"({"role":"assistant","content":"Hello"})"), u"Hello"_s);
    row("a whole answer with space around", "\n  " + whole(R"({"content":"Hello"})") + "\n", u"Hello"_s);
    row("a whole answer with reasoning", whole(R"({"content":"a","reasoning_content":"hm"})"), u"a"_s, Problem::None,
        u"hm"_s);
    row("invalid UTF-8",
        chunk("a\xff\xfe"
              "b")
            + stop,
        u"a\ufffd\ufffdb"_s);
    row("invalid UTF-8 in a whole answer", whole("{\"content\":\"a\xc3\"}"), u"a\ufffd"_s);
    row("all alphabets", chunk(u"ü建🏗"_s.toUtf8()) + stop, u"ü建🏗"_s);

    row("half a stream", chunk("Hel"), u"Hel"_s, Problem::Incomplete);
    row("half a chunk", chunk("Hel") + chunk("lo").first(20), u"Hel"_s, Problem::Incomplete);
    row("a reason to end, then half a chunk", chunk("a") + stop + chunk("b").first(20), u"a"_s);
    row("nothing", {}, {}, Problem::Incomplete);
    row("only comments", ": ping\n\n: ping\n\n", {}, Problem::Incomplete);
    row("only [DONE]", done, {}, Problem::Incomplete);
    row("half a whole answer", whole("{\"content\":\"Hello\"}").first(60), {}, Problem::Incomplete);
    row("a chunk that isn't JSON", chunk("a") + "data: nonsense\n\n" + chunk("b"), u"a"_s, Problem::Malformed);
    row("a chunk that is a number", chunk("a") + "data: 7\n\n", u"a"_s, Problem::Malformed);
    row("a web page", "<!doctype html><p>Hello", {}, Problem::NoAnswer);
    row("a text", "datum", {}, Problem::NoAnswer);
    row("another JSON", R"({"status":"ok"})", {}, Problem::NoAnswer);
    row("a list", "[1,2]", {}, Problem::NoAnswer);
    row("an error in the stream",
        chunk("a")
            + R"(data: {"error":{"message":"out of memory"}})"
              "\n\n",
        u"a"_s, Problem::ServerError);
    row("an error in place of an answer", R"({"error":"out of memory"})", {}, Problem::ServerError);
    const auto broken = [&row](const char *name, const QByteArray &line) {
        row(name, chunk("a") + line + "\n\n", u"a"_s, Problem::ServerError);
    };
    broken("a bare error", R"(data: {"object":"error","message":"out of memory","code":500})");
    broken("an error without choices", R"(data: {"detail":"out of memory"})");
    broken("an event that is called an error", "event: error\ndata: {\"message\":\"out of memory\"}");
    broken("an error in words", "event: error\ndata: out of memory");
    broken("a field that no standard has", R"(error: {"code":500,"message":"out of memory"})");
    broken("JSON in the middle of the stream", R"({"error":{"message":"out of memory"}})");
    broken("an error in a choice", R"(data: {"choices":[{"delta":{},"error":{"message":"out of memory"}}]})");
    broken("an error for a reason", R"(data: {"choices":[{"delta":{"content":""},"finish_reason":"error"}]})");
    row("an error at the beginning", "error: out of memory\n\n", {}, Problem::ServerError);
    row("an error that is none",
        chunk("a") + R"(data: {"error":null,"choices":[{"delta":{"content":"b"}}]})" + "\n\n" + stop, u"ab"_s);
    row("a chunk that is called an error", chunk("a") + "event: error\n" + chunk("b") + stop, u"ab"_s);
    row("choices of another shape", "data: {\"choices\":7}\n\ndata: {\"choices\":[7]}\n\n", {}, Problem::Incomplete);
    row("deep nesting", "data: " + QByteArray(100'000, '[') + "\n\n", {}, Problem::Malformed);
}

void TestChatReader::readsAnswers()
{
    QFETCH(QByteArray, body);
    for (const qsizetype step : {qsizetype(1), qsizetype(7), std::max<qsizetype>(body.size(), 1)}) {
        ChatReader reader;
        QString text;
        QString reasoning;
        const auto take = [&](const std::vector<ChatPart> &parts) {
            for (const ChatPart &part : parts) {
                text += part.text;
                reasoning += part.reasoning;
            }
        };
        for (qsizetype i = 0; i < body.size(); i += step)
            take(reader.feed(QByteArrayView(body).sliced(i, std::min(step, body.size() - i))));
        take(reader.finish());
        QTEST(text, "text");
        QTEST(reasoning, "reasoning");
        QTEST(reader.problem(), "problem");
        QCOMPARE(reader.isDone(), reader.problem() == Problem::None);
    }
}

void TestChatReader::readsNumbers()
{
    ChatReader reader;
    const auto parts =
        reader.feed(R"(data: {"model":"qwen","choices":[{"delta":{"content":"a"},"finish_reason":"length"}],"usage":{)"
                    R"("prompt_tokens":12,"completion_tokens":34,"completion_tokens_details":{"reasoning_tokens":30}}})"
                    "\n\n"
                    R"(data: {"choices":[],"usage":{"prompt_tokens":-1,"completion_tokens":"many"}})"
                    "\n\n");
    QCOMPARE(parts.size(), size_t(2));
    QCOMPARE(parts[0].model, u"qwen"_s);
    QCOMPARE(parts[0].finishReason, u"length"_s);
    QCOMPARE(parts[0].promptTokens, std::optional<qint64>(12));
    QCOMPARE(parts[0].completionTokens, std::optional<qint64>(34));
    QCOMPARE(parts[0].reasoningTokens, std::optional<qint64>(30));
    QVERIFY(!parts[1].promptTokens && !parts[1].completionTokens && !parts[1].reasoningTokens);
    QVERIFY(reader.hasFinishReason());
    QVERIFY(!reader.isDone()); // numbers may follow
}

void TestChatReader::doesNotWaitForTheEndOfADoneStream()
{
    ChatReader reader;
    QCOMPARE(reader.feed(chunk("a") + stop + done + chunk("b")).size(), size_t(2));
    QVERIFY(reader.isDone());
    QVERIFY(reader.feed(chunk("c")).empty());
}

void TestChatReader::isBounded()
{
    ChatReader line(1000);
    line.feed("data: " + QByteArray(1001, 'a'));
    QCOMPARE(line.problem(), Problem::TooLong);
    ChatReader answer(1000);
    answer.feed("{\"a\":\"" + QByteArray(500, 'a'));
    QCOMPARE(answer.problem(), Problem::None);
    answer.feed(QByteArray(500, 'a'));
    QCOMPARE(answer.problem(), Problem::TooLong);
    ChatReader space(1000);
    space.feed(QByteArray(1001, ' '));
    QCOMPARE(space.problem(), Problem::TooLong);
}

void TestChatReader::explainsErrors_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("message");
    QTest::newRow("OpenAI") << QByteArray(R"({"error":{"message":"no such model","type":"x"}})") << u"no such model"_s;
    QTest::newRow("Ollama") << QByteArray(R"({"error":"no such model"})") << u"no such model"_s;
    QTest::newRow("vLLM") << QByteArray(R"({"object":"error","message":"no such model"})") << u"no such model"_s;
    QTest::newRow("FastAPI") << QByteArray(R"({"detail":"Not Found"})") << u"Not Found"_s;
    QTest::newRow("plain text") << QByteArray("not here\n") << u"not here"_s;
    QTest::newRow("a page") << QByteArray("<html>not here") << QString();
    QTest::newRow("nothing") << QByteArray() << QString();
    QTest::newRow("lines") << QByteArray("{\"error\":\"a\\nb\\u0007\"}") << u"a b\u0007"_s;
    QTest::newRow("a long one") << QByteArray(1000, 'x') << QString(299, u'x') + u'…';
}

void TestChatReader::explainsErrors()
{
    QFETCH(QByteArray, body);
    QTEST(chatErrorMessage(body), "message");
}

void TestChatReader::tellsWhichErrorsAreHopeless_data()
{
    QTest::addColumn<QByteArray>("error");
    QTest::addColumn<bool>("hopeless");
    QTest::newRow("400") << QByteArray(R"({"code":400,"message":"m"})") << true;
    QTest::newRow("429") << QByteArray(R"({"code":429,"message":"m"})") << false;
    QTest::newRow("500") << QByteArray(R"({"code":500,"message":"m"})") << false;
    QTest::newRow("a wrong request") << QByteArray(R"({"type":"invalid_request_error"})") << true;
    QTest::newRow("a server's fault") << QByteArray(R"({"type":"server_error","message":"m"})") << false;
    QTest::newRow("a text") << QByteArray(R"("broken")") << false;
    QTest::newRow("400 as a text") << QByteArray(R"({"code":"400","message":"m"})") << true;
    QTest::newRow("429 as a text") << QByteArray(R"({"code":"429","message":"m"})") << false;
    QTest::newRow("a status") << QByteArray(R"({"status":404,"message":"m"})") << true;
    QTest::newRow("408") << QByteArray(R"({"code":408,"message":"m"})") << false;
}

void TestChatReader::tellsWhichErrorsAreHopeless()
{
    QFETCH(QByteArray, error);
    ChatReader reader;
    reader.feed("data: {\"error\":" + error + "}\n\n");
    QCOMPARE(reader.problem(), Problem::ServerError);
    QVERIFY(!reader.serverError().isEmpty());
    QTEST(reader.isHopeless(), "hopeless");
}

void TestChatReader::tellsOfOtherOutcomes_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("refusal");
    QTest::addColumn<QString>("tool");
    const auto delta = [](const QByteArray &content) {
        return R"(data: {"choices":[{"delta":{)" + content + "}}]}\n\n";
    };
    QTest::newRow("a refusal in pieces") << delta(R"("refusal":"I ")") + delta(R"("refusal":"can't.")") + stop
                                         << u"I can't."_s << QString();
    QTest::newRow("a whole refusal") << whole(R"({"content":null,"refusal":"Нет."})") << u"Нет."_s << QString();
    QTest::newRow("no refusal") << delta(R"("content":"a","refusal":null)") + stop << QString() << QString();
    QTest::newRow("a tool") << delta(R"("tool_calls":[{"index":0,"function":{"name":"weather","arguments":""}}])")
            + delta(R"("tool_calls":[{"index":0,"function":{"arguments":"{}"}}])") + stop
                            << QString() << u"weather?"_s;
    QTest::newRow("a whole tool") << whole(R"({"content":null,"tool_calls":[{"function":{"name":"weather"}}]})")
                                  << QString() << u"weather"_s;
    QTest::newRow("a function, as it was")
        << delta(R"("function_call":{"name":"weather"})") + stop << QString() << u"weather"_s;
    QTest::newRow("no tools") << delta(R"("content":"a","tool_calls":[])") + stop << QString() << QString();
}

void TestChatReader::tellsOfOtherOutcomes()
{
    QFETCH(const QByteArray, body);
    ChatReader reader;
    QString refusal;
    QString tool;
    std::vector<ChatPart> parts = reader.feed(body);
    const std::vector<ChatPart> rest = reader.finish();
    parts.insert(parts.end(), rest.begin(), rest.end());
    for (const ChatPart &part : parts) {
        refusal += part.refusal;
        tool += part.tool;
    }
    QTEST(refusal, "refusal");
    QTEST(tool, "tool");
    QVERIFY(reader.isDone());
}

void TestChatReader::listsModels()
{
    QCOMPARE(modelsFrom(R"({"data":[{"id":"a"},{"id":7},{},{"id":"b"}]})"), QStringList({u"a"_s, u"b"_s}));
    QVERIFY(modelsFrom("nonsense").isEmpty());
    QVERIFY(modelsFrom(R"({"data":7})").isEmpty());
}

QTEST_GUILESS_MAIN(TestChatReader)
#include "tst_chatreader.moc"
