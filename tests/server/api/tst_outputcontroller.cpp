// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "handledrequest.h"
#include "httpapi.h"
#include "outputcodec.h"
#include "outputstore.h"
#include "processes.h"
#include "tracked.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

/// The routes of output, without a socket, on real files.
class TestOutputController : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void refusesWithTheRightStatus_data();
    void refusesWithTheRightStatus();
    void appendsByOffset_data();
    void appendsByOffset();
    void aGapIsToldWithTheOffsetThatIsExpected();
    void anAppendIsConfirmedAfterItsProcess();
    void recordsKeepStreamsAndTimes();
    void readsBytes_data();
    void readsBytes();
    void readsRanges_data();
    void readsRanges();
    void anAnswerEndsAtACut();
    void eachAttemptHasItsOwn();
    void completeIsTheAttemptThatIsOver();
    void attemptsTellOfTheirOutput();
    void attemptsDoNotWaitForTheDisk();
    void linesAreText_data();
    void linesAreText();
    void findsLines();
    void nobodyTakesOutputForAPage();

private:
    using Headers = QList<HttpHeader>;
    HttpResponse send(HttpMethod method, const QByteArray &target, const QByteArray &body = {},
                      const Headers &headers = {}) const;
    HttpRequest request(HttpMethod method, const QByteArray &target, const QByteArray &body = {},
                        const Headers &headers = {}) const;
    HttpResponse append(const QByteArray &query, const QByteArray &body, const Headers &headers = {}) const
    {
        return send(HttpMethod::Post, "/processes/job/output" + query, body, headers);
    }
    HttpResponse read(const QByteArray &query, const Headers &headers = {}) const
    {
        return send(HttpMethod::Get, "/processes/job/output" + query, {}, headers);
    }
    static QJsonObject json(const HttpResponse &response) { return QJsonDocument::fromJson(response.body).object(); }
    static QString codeOf(const HttpResponse &response)
    {
        return json(response).value("error"_L1).toObject().value("code"_L1).toString();
    }
    static QByteArray header(const HttpResponse &response, const QByteArray &name)
    {
        for (const auto &[key, value] : response.headers) {
            if (key == name)
                return value;
        }
        return {};
    }

    struct Parts : Tracked
    {
        QTemporaryDir folder;
        OutputStore output{folder.filePath(u"output"_s), OutputStore::Durability::Normal, clock,
                           OutputLimits{.bytesPerAttempt = 4 * 1024 * 1024}};
        Authenticator authenticator{"s3cret", clock};
        ApiOptions options;
        HttpApi api{ServerParts{.tracker = tracker, .log = log, .clock = clock, .output = &output}, authenticator,
                    options, [] { return 0; }};
    };
    std::unique_ptr<Parts> m_parts;
};

void TestOutputController::init()
{
    m_parts = std::make_unique<Parts>();
    QVERIFY(m_parts->tracker.start(startOf(u"job", ProcessStatus::Running)).ok());
}

void TestOutputController::cleanup()
{
    m_parts.reset();
}

HttpRequest TestOutputController::request(HttpMethod method, const QByteArray &target, const QByteArray &body,
                                          const Headers &headers) const
{
    HttpRequest request;
    request.method = method;
    const qsizetype question = target.indexOf('?');
    request.path = question < 0 ? target : target.first(question);
    request.query = question < 0 ? QByteArray() : target.mid(question + 1);
    request.headers = Headers{{"host", "localhost:8000"}, {"authorization", "Bearer s3cret"}} + headers;
    request.body = body;
    return request;
}

HttpResponse TestOutputController::send(HttpMethod method, const QByteArray &target, const QByteArray &body,
                                        const Headers &headers) const
{
    return handle(m_parts->api, request(method, target, body, headers));
}

void TestOutputController::refusesWithTheRightStatus_data()
{
    using enum HttpMethod;
    QTest::addColumn<HttpMethod>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("field");
    const auto row = [](const char *name, HttpMethod method, const char *target, int status, const QString &code,
                        const QString &field = {}, const QByteArray &body = "x", const QByteArray &type = {}) {
        QTest::newRow(name) << method << QByteArray(target) << body << type << status << code << field;
    };
    const QString invalid = u"invalid_field"_s;
    const QString process = u"unknown_process"_s;

    row("append to nobody", Post, "/processes/nobody/output", 404, process, u"process_id"_s);
    row("append to a path out of here", Post, "/processes/%2e%2e%2f%2e%2e/output", 404, process);
    row("append to a folder of an output", Post, "/processes/1-8d3fe21c09ab7742%2F1/output", 404, process);
    row("append to a NUL", Post, "/processes/job%00/output", 404, process);
    row("append to a later attempt", Post, "/processes/job/output?attempt=2", 404, u"unknown_attempt"_s, u"attempt"_s);
    row("append to attempt 0", Post, "/processes/job/output?attempt=0", 400, invalid, u"attempt"_s);
    row("append to an attempt out of here", Post, "/processes/job/output?attempt=..", 400, invalid, u"attempt"_s);
    row("append at a negative offset", Post, "/processes/job/output?offset=-1", 400, invalid, u"offset"_s);
    row("append at an offset beyond numbers", Post, "/processes/job/output?offset=99999999999999999999", 400, invalid,
        u"offset"_s);
    row("append at half a byte", Post, "/processes/job/output?offset=1.5", 400, invalid, u"offset"_s);
    row("append behind the end", Post, "/processes/job/output?offset=1", 409, u"wrong_offset"_s, u"offset"_s);
    row("append to a stream of its own", Post, "/processes/job/output?stream=stdlog", 400, invalid, u"stream"_s);
    row("append with an unknown parameter", Post, "/processes/job/output?ofset=0", 400, invalid, u"ofset"_s);
    row("append with two offsets", Post, "/processes/job/output?offset=0&offset=0", 400, invalid, u"offset"_s);
    row("append a form", Post, "/processes/job/output", 415, u"unsupported_media_type"_s, {}, "x",
        "application/x-www-form-urlencoded");
    row("append JSON", Post, "/processes/job/output", 415, u"unsupported_media_type"_s, {}, "{}", "application/json");
    row("append half a record", Post, "/processes/job/output", 422, invalid, {}, QByteArray("\1\0\0\0\0\0", 6),
        OutputCodec::mimeType.toByteArray());
    row("append records to a stream", Post, "/processes/job/output?stream=stderr", 400, invalid, u"stream"_s, {},
        OutputCodec::mimeType.toByteArray());
    row("append too much", Post, "/processes/job/output", 413, u"body_too_large"_s, {},
        QByteArray(OutputController::maxAppendBytes + 1, 'x'));
    row("put", Put, "/processes/job/output", 405, u"method_not_allowed"_s);
    row("read nobody's", Get, "/processes/nobody/output", 404, process, u"process_id"_s);
    row("read a later attempt", Get, "/processes/job/output?attempt=2", 404, u"unknown_attempt"_s, u"attempt"_s);
    row("read at a negative offset", Get, "/processes/job/output?offset=-1", 400, invalid, u"offset"_s);
    row("read behind the end", Get, "/processes/job/output?offset=1", 400, invalid, u"offset"_s);
    row("read nothing", Get, "/processes/job/output?limit=0", 400, invalid, u"limit"_s);
    row("read too much", Get, "/processes/job/output?limit=8388609", 400, invalid, u"limit"_s);
    row("read a tail of nothing", Get, "/processes/job/output?tail=0", 400, invalid, u"tail"_s);
    row("read a tail from an offset", Get, "/processes/job/output?tail=1&offset=0", 400, invalid, u"tail"_s);
    row("read with an unknown parameter", Get, "/processes/job/output?lines=1", 400, invalid, u"lines"_s);
    row("lines of nobody", Get, "/processes/nobody/output/lines", 404, process, u"process_id"_s);
    row("line 0", Get, "/processes/job/output/lines?line=0", 400, invalid, u"line"_s);
    row("no lines", Get, "/processes/job/output/lines?count=0", 400, invalid, u"count"_s);
    row("too many lines", Get, "/processes/job/output/lines?count=10001", 400, invalid, u"count"_s);
    row("a line at two places", Get, "/processes/job/output/lines?line=1&offset=0", 400, invalid, u"line"_s);
    row("a line at no time", Get, "/processes/job/output/lines?at=noon", 400, invalid, u"at"_s);
    row("a line behind the end", Get, "/processes/job/output/lines?offset=1", 400, invalid, u"offset"_s);
    row("search for nothing", Get, "/processes/job/output/search", 400, invalid, u"q"_s);
    row("search for what is no expression", Get, "/processes/job/output/search?q=(&regex=1", 400, invalid, u"q"_s);
    row("search with a maybe", Get, "/processes/job/output/search?q=a&regex=maybe", 400, invalid, u"regex"_s);
    row("search with much context", Get, "/processes/job/output/search?q=a&context=21", 400, invalid, u"context"_s);
    row("search with a huge limit", Get, "/processes/job/output/search?q=a&limit=1001", 400, invalid, u"limit"_s);
    row("search from line 0", Get, "/processes/job/output/search?q=a&from_line=0", 400, invalid, u"from_line"_s);
    row("what isn't there", Get, "/processes/job/output/head", 404, u"unknown_path"_s);
}

void TestOutputController::refusesWithTheRightStatus()
{
    QFETCH(HttpMethod, method);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, type);
    const HttpResponse response =
        send(method, target, body, type.isEmpty() ? Headers() : Headers{{"content-type", type}});
    QTEST(response.status, "status");
    QTEST(codeOf(response), "code");
    QFETCH(QString, field);
    if (!field.isEmpty())
        QCOMPARE(json(response)["error"_L1]["field"_L1].toString(), field);
    QCOMPARE(read({}).body, QByteArray()); // and nothing was appended
}

void TestOutputController::appendsByOffset_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("result");
    QTest::newRow("at the end") << QByteArray("?offset=3") << QByteArray("def") << QByteArray("abcdef");
    QTest::newRow("without an offset") << QByteArray() << QByteArray("def") << QByteArray("abcdef");
    QTest::newRow("again") << QByteArray("?offset=0") << QByteArray("abc") << QByteArray("abc");
    QTest::newRow("again with more") << QByteArray("?offset=1") << QByteArray("bcdef") << QByteArray("abcdef");
    QTest::newRow("nothing") << QByteArray("?offset=3") << QByteArray() << QByteArray("abc");
    QTest::newRow("any bytes") << QByteArray("?offset=3") << QByteArray("\0\xff\r\n\x1b]0;", 8)
                               << QByteArray("abc\0\xff\r\n\x1b]0;", 11);
}

void TestOutputController::appendsByOffset()
{
    QFETCH(QByteArray, query);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, result);
    QCOMPARE(append("?offset=0", "abc", {{"content-type", "text/plain; charset=utf-8"}}).status, 200);
    const HttpResponse response = append(query, body, {{"content-type", "application/octet-stream"}});
    QCOMPARE(response.status, 200);
    const QJsonObject output = json(response).value("output"_L1).toObject();
    QCOMPARE(output.value("length"_L1).toInteger(), result.size());
    QCOMPARE(output.value("attempt"_L1).toInt(), 1);
    QCOMPARE(output.value("kept_from_start"_L1).toInteger(), result.size());
    QVERIFY(output.value("cut_from"_L1).isNull());
    QCOMPARE(output.value("complete"_L1).toBool(true), false);
    QCOMPARE(output.value("last_at"_L1).toDouble(), double(FakeClock::beginning) / 1000.0);
    QCOMPARE(read({}).body, result);
}

void TestOutputController::aGapIsToldWithTheOffsetThatIsExpected()
{
    QCOMPARE(append("?offset=0", "abc").status, 200);
    const HttpResponse response = append("?offset=5", "xyz");
    QCOMPARE(response.status, 409);
    QCOMPARE(codeOf(response), u"wrong_offset"_s);
    QCOMPARE(json(response).value("expected_offset"_L1).toInteger(), 3);
}

void TestOutputController::anAppendIsConfirmedAfterItsProcess()
{
    QVERIFY(m_parts->tracker.report(id(u"job"), progressOf(5)).ok());
    // Only what makes it this attempt's must be committed: reports meanwhile aren't waited for.
    QCOMPARE(append({}, "a").afterSeq, 1);
    QVERIFY(m_parts->tracker.report(id(u"job"), reportOf(ProcessStatus::Failed)).ok());
    QVERIFY(m_parts->tracker.retry(id(u"job")).ok());
    QCOMPARE(append({}, "a").afterSeq, m_parts->log.head());
    QCOMPARE(append("?attempt=1", "a").afterSeq, 1);
}

void TestOutputController::recordsKeepStreamsAndTimes()
{
    const Headers typed{{"content-type", OutputCodec::mimeType.toByteArray()}};
    const std::vector<OutputChunk> chunks{{OutputStream::Stdout, 1000, "out\n"}, {OutputStream::Stderr, 2000, "err\n"}};
    const QByteArray records = OutputCodec::encode(chunks);
    QCOMPARE(append("?offset=0", records, typed).status, 200);
    QCOMPARE(append("?offset=0", records, typed).status, 200); // again
    QCOMPARE(append("?offset=8&stream=stderr", "late\n").status, 200);

    const Headers asRecords{{"accept", "text/html, " + OutputCodec::mimeType.toByteArray()}};
    const HttpResponse response = read("?limit=8", asRecords);
    QCOMPARE(response.contentType, OutputCodec::mimeType.toByteArray());
    QCOMPARE(response.body, records);
    QCOMPARE(read({}).body, QByteArray("out\nerr\nlate\n"));
    QCOMPARE(read("?stream=stderr").body, QByteArray("err\nlate\n"));
    QCOMPARE(header(read("?stream=stdout"), "Output-Next-Offset"), QByteArray("13"));
    QCOMPARE(read("?stream=stderr", asRecords).status, 400);
}

void TestOutputController::readsBytes_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("offset");
    const auto row = [](const char *query, const char *body, int offset) {
        QTest::newRow(query) << QByteArray(query) << QByteArray(body) << offset;
    };
    row("", "one\ntwo\nthree\n", 0);
    row("?offset=4", "two\nthree\n", 4);
    row("?offset=4&limit=3", "two", 4);
    row("?offset=14", "", 14);
    row("?tail=1", "three\n", 8);
    row("?tail=2", "two\nthree\n", 4);
    row("?tail=100000", "one\ntwo\nthree\n", 0);
    row("?tail=2&limit=3", "two", 4);
    row("?attempt=1&limit=8388608", "one\ntwo\nthree\n", 0);
}

void TestOutputController::readsBytes()
{
    QFETCH(QByteArray, query);
    QFETCH(QByteArray, body);
    QFETCH(int, offset);
    QCOMPARE(append({}, "one\ntwo\nthree\n").status, 200);
    const HttpResponse response = read(query);
    QCOMPARE(response.status, 200);
    QCOMPARE(response.body, body);
    QCOMPARE(header(response, "Output-Attempt"), QByteArray("1"));
    QCOMPARE(header(response, "Output-Offset"), QByteArray::number(offset));
    QCOMPARE(header(response, "Output-Next-Offset"), QByteArray::number(offset + body.size()));
    QCOMPARE(header(response, "Output-Length"), QByteArray("14"));
    QCOMPARE(header(response, "Output-Complete"), QByteArray("false"));
    QCOMPARE(header(response, "Output-Cut"), QByteArray());
}

void TestOutputController::readsRanges_data()
{
    QTest::addColumn<QByteArray>("range");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("contentRange");
    const auto row = [](const char *range, int status, const char *body, const char *contentRange) {
        QTest::newRow(range) << QByteArray(range) << status << QByteArray(body) << QByteArray(contentRange);
    };
    row("bytes=0-0", 206, "0", "bytes 0-0/10");
    row("bytes=2-4", 206, "234", "bytes 2-4/10");
    row("Bytes=7-", 206, "789", "bytes 7-9/10");
    row("bytes=-3", 206, "789", "bytes 7-9/10");
    row("bytes=-99", 206, "0123456789", "bytes 0-9/10");
    row("bytes=8-99999999999999999999", 206, "89", "bytes 8-9/10");
    row("bytes=10-", 416, "", "bytes */10");
    row("bytes=-0", 416, "", "bytes */10");
    row("bytes=4-2", 200, "0123456789", ""); // what can't be read is passed over
    row("bytes=1-2,4-5", 200, "0123456789", "");
    row("bytes=a-b", 200, "0123456789", "");
    row("bytes=-", 200, "0123456789", "");
    row("lines=1-2", 200, "0123456789", "");
}

void TestOutputController::readsRanges()
{
    QFETCH(QByteArray, range);
    QFETCH(QByteArray, body);
    QCOMPARE(append({}, "0123456789").status, 200);
    const HttpResponse response = read({}, {{"range", range}});
    QTEST(response.status, "status");
    QTEST(header(response, "Content-Range"), "contentRange");
    if (response.status != 416)
        QCOMPARE(response.body, body);
    if (response.status == 206)
        QCOMPARE(read("?offset=1", {{"range", range}}).status, 400);
}

/// Of 12 MiB the first 1 MiB and the newest are kept.
void TestOutputController::anAnswerEndsAtACut()
{
    constexpr qint64 megabyte = 1024 * 1024;
    for (int i = 0; i < 12; ++i)
        QCOMPARE(append({}, QByteArray(megabyte, char('a' + i))).status, 200);
    const HttpResponse beginning = read("?limit=8388608");
    const QByteArrayList cut = header(beginning, "Output-Cut").split('-');
    QCOMPARE(cut.size(), 2);
    QCOMPARE(cut[0].toLongLong(), megabyte);
    QVERIFY(cut[1].toLongLong() >= 8 * megabyte);
    QCOMPARE(header(beginning, "Output-Next-Offset"), cut[0]);
    QCOMPARE(beginning.body, QByteArray(megabyte, 'a'));
    const HttpResponse rest = read("?limit=1&offset=" + cut[0]);
    QCOMPARE(header(rest, "Output-Offset"), cut[1]);
    QCOMPARE(header(rest, "Output-Length").toLongLong(), 12 * megabyte);

    QCOMPARE(header(read({}, {{"range", "bytes=1048576-"}}), "Content-Range"),
             "bytes " + cut[1] + "-12582911/12582912");
    QCOMPARE(read({}, {{"range", "bytes=1048576-1048577"}}).status, 416);
    const QJsonObject output = json(append({}, {})).value("output"_L1).toObject();
    QCOMPARE(output.value("kept_from_start"_L1).toInteger(), megabyte);
    QCOMPARE(output.value("cut_to"_L1).toInteger(), cut[1].toLongLong());
}

void TestOutputController::eachAttemptHasItsOwn()
{
    QCOMPARE(append({}, "first").status, 200);
    QVERIFY(m_parts->tracker.report(id(u"job"), reportOf(ProcessStatus::Failed)).ok());
    QVERIFY(m_parts->tracker.retry(id(u"job")).ok());
    QCOMPARE(append("?offset=0", "second").status, 200);
    QCOMPARE(append("?attempt=1&offset=5", ", late").status, 200); // what was still under way
    QCOMPARE(read("?attempt=1").body, QByteArray("first, late"));
    QCOMPARE(read({}).body, QByteArray("second"));
    QCOMPARE(header(read({}), "Output-Attempt"), QByteArray("2"));
}

void TestOutputController::completeIsTheAttemptThatIsOver()
{
    QVERIFY(m_parts->tracker.report(id(u"job"), reportOf(ProcessStatus::Failed)).ok());
    QCOMPARE(header(read({}), "Output-Complete"), QByteArray("true")); // though it printed nothing
    QVERIFY(m_parts->tracker.retry(id(u"job")).ok());
    QCOMPARE(header(read({}), "Output-Complete"), QByteArray("false"));
    QCOMPARE(header(read("?attempt=1"), "Output-Complete"), QByteArray("true"));
}

void TestOutputController::attemptsTellOfTheirOutput()
{
    constexpr qint64 megabyte = 1024 * 1024;
    QCOMPARE(append({}, "first\n").status, 200);
    for (int attempt = 1; attempt <= 3; ++attempt) {
        QVERIFY(m_parts->tracker.report(id(u"job"), reportOf(ProcessStatus::Failed)).ok());
        QVERIFY(m_parts->tracker.retry(id(u"job")).ok());
    }
    for (int i = 0; i < 12; ++i)
        QCOMPARE(append("?attempt=3", QByteArray(megabyte, char('a' + i))).status, 200);
    const QJsonArray attempts = json(send(HttpMethod::Get, "/processes/job/attempts"))["attempts"_L1].toArray();
    QCOMPARE(attempts.size(), 4);
    const QJsonObject current = attempts[0]["output"_L1].toObject();
    QCOMPARE(current["length"_L1], 0);
    QCOMPARE(current["complete"_L1], false);
    QVERIFY(current["last_at"_L1].isNull());
    const QJsonObject cut = attempts[1]["output"_L1].toObject();
    QCOMPARE(cut["length"_L1], 12 * megabyte);
    QCOMPARE(cut["kept_from_start"_L1], megabyte);
    QCOMPARE(cut["cut_from"_L1], megabyte);
    QVERIFY(cut["cut_to"_L1].toInteger() >= 8 * megabyte);
    const QJsonObject silent = attempts[2]["output"_L1].toObject();
    QCOMPARE(silent["length"_L1], 0);
    QCOMPARE(silent["complete"_L1], true);
    const QJsonObject first = attempts[3]["output"_L1].toObject();
    QCOMPARE(first["length"_L1], 6);
    QCOMPARE(first["kept_from_start"_L1], 6);
    QVERIFY(first["cut_from"_L1].isNull() && first["cut_to"_L1].isNull());
    QCOMPARE(first["lines"_L1], 1);
    QVERIFY(!first.contains("attempt"_L1));
}

void TestOutputController::attemptsDoNotWaitForTheDisk()
{
    const HttpRequest question = request(HttpMethod::Get, "/processes/job/attempts");
    const Admission admission = m_parts->api.admit(question);
    QVERIFY(!m_parts->api.answer(question, admission, false)); // nobody knows without looking
    QCOMPARE(append({}, "some").status, 200);
    const Answer answer = m_parts->api.answer(question, admission, false);
    QVERIFY(answer);
    QCOMPARE(json(*answer)["attempts"_L1][0]["output"_L1]["length"_L1], 4);
    QCOMPARE(HttpApi::runs(question, admission), Runs::HereOrOnDisk);
}

void TestOutputController::linesAreText_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QStringList>("texts");
    QTest::addColumn<int>("first");
    const QStringList all{u"one"_s, u"t\uFFFDwo"_s, u"three"_s, u"four"_s};
    QTest::newRow("all") << QByteArray() << all << 1;
    QTest::newRow("from the second") << QByteArray("?line=2") << all.mid(1) << 2;
    QTest::newRow("two of them") << QByteArray("?line=2&count=2") << all.mid(1, 2) << 2;
    QTest::newRow("the last two") << QByteArray("?line=-2") << all.mid(2) << 3;
    QTest::newRow("at a byte") << QByteArray("?offset=6&count=1") << all.mid(1, 1) << 2;
    QTest::newRow("at a moment") << QByteArray("?at=3") << all.mid(2) << 3;
    QTest::newRow("at a moment after all") << QByteArray("?at=3000000000") << QStringList() << 0;
}

void TestOutputController::linesAreText()
{
    QFETCH(QByteArray, query);
    QFETCH(QStringList, texts);
    QFETCH(int, first);
    const std::vector<OutputChunk> chunks{{OutputStream::Stdout, 1000, "one\nt\xffwo\n"},
                                          {OutputStream::Stderr, 3000, "three\n"},
                                          {OutputStream::Stdout, 4000, "four\n"}};
    QCOMPARE(append({}, OutputCodec::encode(chunks), {{"content-type", OutputCodec::mimeType.toByteArray()}}).status,
             200);
    const HttpResponse response = send(HttpMethod::Get, "/processes/job/output/lines" + query);
    QCOMPARE(response.status, 200);
    const QJsonObject answer = json(response);
    const QJsonArray lines = answer.value("lines"_L1).toArray();
    QStringList got;
    for (const QJsonValue &line : lines)
        got.append(line["text"_L1].toString());
    QCOMPARE(got, texts);
    QCOMPARE(answer.value("total_lines"_L1).toInt(), 4);
    QCOMPARE(answer.value("length"_L1).toInt(), 20);
    if (lines.isEmpty())
        return;
    QCOMPARE(lines.first()["line"_L1].toInt(), first);
    const QJsonValue third = lines.last();
    if (texts.size() == 2 && first == 3) {
        QCOMPARE(lines.first()["stream"_L1].toString(), u"stderr"_s);
        QCOMPARE(lines.first()["at"_L1].toDouble(), 3.0);
        QCOMPARE(lines.first()["offset"_L1].toInt(), 9);
        QCOMPARE(third["stream"_L1].toString(), u"stdout"_s);
    }
}

void TestOutputController::findsLines()
{
    QCOMPARE(append({}, "alpha\nbeta\ngamma\nBeta max\n").status, 200);
    const auto search = [this](const QByteArray &query) {
        return json(send(HttpMethod::Get, "/processes/job/output/search" + query));
    };
    const auto linesOf = [](const QJsonObject &answer) {
        QStringList lines;
        const QJsonArray matches = answer.value("matches"_L1).toArray();
        for (const QJsonValue &match : matches)
            lines.append(QString::number(match["line"_L1].toInt()));
        return lines.join(u' ');
    };
    QCOMPARE(linesOf(search("?q=beta")), u"2 4"_s);
    QCOMPARE(linesOf(search("?q=beta&case=1")), u"2"_s);
    QCOMPARE(linesOf(search("?q=beta&backwards=1")), u"4 2"_s);
    QCOMPARE(linesOf(search("?q=%5E.eta%24&regex=1")), u"2"_s);
    QCOMPARE(linesOf(search("?q=%5E.eta%24")), QString());
    QCOMPARE(linesOf(search("?q=beta&from_line=3")), u"4"_s);

    const QJsonObject limited = search("?q=a&limit=1&context=1");
    QCOMPARE(limited.value("next_line"_L1).toInt(), 2);
    QCOMPARE(limited.value("searched_to"_L1).toInt(), 1);
    QCOMPARE(limited.value("timed_out"_L1).toBool(true), false);
    const QJsonValue match = limited.value("matches"_L1).toArray().first();
    QCOMPARE(match["text"_L1].toString(), u"alpha"_s);
    QCOMPARE(match["spans"_L1].toArray().first().toArray(), QJsonArray({0, 1}));
    QCOMPARE(match["before"_L1].toArray().size(), 0);
    QCOMPARE(match["after"_L1].toArray().first()["text"_L1].toString(), u"beta"_s);
}

void TestOutputController::nobodyTakesOutputForAPage()
{
    QCOMPARE(append({}, "<script>alert(1)</script>").status, 200);
    const HttpResponse response = read({}, {{"accept", "text/html"}});
    QCOMPARE(response.contentType, QByteArray("application/octet-stream"));
    QCOMPARE(header(response, "X-Content-Type-Options"), QByteArray("nosniff"));
    QVERIFY(header(response, "Content-Disposition").startsWith("attachment"));
}

QTEST_GUILESS_MAIN(TestOutputController)
#include "tst_outputcontroller.moc"
