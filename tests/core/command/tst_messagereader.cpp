// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandoutput.h"
#include "messagereader.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestMessageReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsMessages_data();
    void findsMessages();
    void leavesAloneWhatIsNone_data();
    void leavesAloneWhatIsNone();
    void bytesMayComeOneByOne();
    void keepsWhatWasSaidLast();
    void metadataStayWithinABound();
    void whatIsSaidCountsMoreThanWhatIsPrinted();
    void aLongLineIsNoMessage();
};

void TestMessageReader::findsMessages_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<double>("progress"); // -1 for none
    QTest::addColumn<QString>("message");
    QTest::addColumn<QJsonObject>("metadata");
    QTest::newRow("progress") << QByteArray(R"({"progress": 12.5})") << 12.5 << QString() << QJsonObject();
    QTest::newRow("its ends") << QByteArray(R"({"progress":100})") << 100.0 << QString() << QJsonObject();
    QTest::newRow("a message") << QByteArray(R"( { "message" : "half way" } )").trimmed() << -1.0 << u"half way"_s
                               << QJsonObject();
    QTest::newRow("all") << QByteArray(R"({"metadata":{"rows":7},"progress":1,"message":"a"})") << 1.0 << u"a"_s
                         << QJsonObject{{u"rows"_s, 7}};
    QTest::newRow("with CR") << QByteArray("{\"progress\": 3}\r") << 3.0 << QString() << QJsonObject();
    QTest::newRow("a message that steers")
        << QByteArray(R"({"message":"a\u001b[2Jb\nc"})") << -1.0 << u"ab c"_s << QJsonObject();
    QTest::newRow("a long message") << QByteArray("{\"message\":\"" + QByteArray(9000, 'x') + "\"}") << -1.0
                                    << QString(500, u'x') << QJsonObject();
}

void TestMessageReader::findsMessages()
{
    QFETCH(QByteArray, line);
    QFETCH(double, progress);
    QFETCH(QString, message);
    QFETCH(QJsonObject, metadata);
    MessageReader reader;
    QByteArray rest;
    const auto keep = [&rest](QByteArrayView bytes) { rest.append(bytes); };
    reader.feed("before\n" + line + "\nafter\n", keep);
    QCOMPARE(rest, QByteArray("before\nafter\n"));
    const CommandMessage said = reader.take();
    QCOMPARE(said.progress.value_or(-1), progress);
    QCOMPARE(said.message, message);
    QCOMPARE(said.metadata, metadata);
    QVERIFY(!reader.hasMessage());
}

void TestMessageReader::leavesAloneWhatIsNone_data()
{
    QTest::addColumn<QByteArray>("line");
    for (const char *line : {"{}",
                             "{",
                             "}",
                             "[]",
                             "{\"progress\": 101}",
                             "{\"progress\": -1}",
                             "{\"progress\": \"7\"}",
                             "{\"progress\": null}",
                             "{\"progress\": 1e999}",
                             "{\"progress\": 7} and more",
                             "x {\"progress\": 7}",
                             " {\"progress\": 7}",
                             "{\"progress\": 7, \"level\": \"info\"}",
                             "{\"message\": 7}",
                             "{\"metadata\": []}",
                             "{\"metadata\": \"x\"}",
                             "{\"level\": \"info\", \"message\": \"x\"}",
                             "{\"progress\": 7",
                             "{\"message\": \"\xff\"}",
                             "{'progress': 7}",
                             "{\"progress\": {\"a\": 1}}",
                             "{\"status\": \"completed\"}",
                             "{\"progress\": 7, \"status\": \"failed\"}"})
        QTest::newRow(line) << QByteArray(line);
    QByteArray deep = "{\"metadata\":";
    for (int i = 0; i < 3000; ++i)
        deep += "{\"a\":";
    QTest::newRow("deep") << deep + "1" + QByteArray(3001, '}');
    QTest::newRow("much") << "{\"metadata\":{\"a\":\"" + QByteArray(20000, 'x') + "\"}}";
}

void TestMessageReader::leavesAloneWhatIsNone()
{
    QFETCH(QByteArray, line);
    MessageReader reader;
    QByteArray rest;
    const auto keep = [&rest](QByteArrayView bytes) { rest.append(bytes); };
    reader.feed(line + "\n", keep);
    QCOMPARE(rest, line + "\n");
    QVERIFY(!reader.hasMessage());
}

void TestMessageReader::bytesMayComeOneByOne()
{
    const QByteArray text = "a\n{\"progress\": 1}\nb{\n{\"x\": 1}\n{\"message\": \"m\"}";
    MessageReader reader;
    QByteArray rest;
    const auto keep = [&rest](QByteArrayView bytes) { rest.append(bytes); };
    for (const char c : text)
        reader.feed(QByteArrayView(&c, 1), keep);
    reader.finish(keep);
    QCOMPARE(rest, QByteArray("a\nb{\n{\"x\": 1}\n"));
    const CommandMessage said = reader.take();
    QCOMPARE(said.progress.value_or(-1), 1.0);
    QCOMPARE(said.message, u"m"_s);
}

void TestMessageReader::keepsWhatWasSaidLast()
{
    MessageReader reader;
    const auto drop = [](QByteArrayView) {};
    reader.feed("{\"progress\":1,\"message\":\"a\"}\n{\"progress\":2}\n", drop);
    reader.feed("{\"metadata\":{\"a\":1,\"b\":1}}\n{\"metadata\":{\"b\":null}}\n", drop);
    const CommandMessage said = reader.take();
    QCOMPARE(said.progress.value_or(-1), 2.0);
    QCOMPARE(said.message, u"a"_s);
    QCOMPARE(said.metadata, (QJsonObject{{u"a"_s, 1}, {u"b"_s, QJsonValue::Null}}));
}

void TestMessageReader::metadataStayWithinABound()
{
    MessageReader reader;
    for (int i = 0; i < 2000; ++i)
        reader.feed("{\"metadata\":{\"key" + QByteArray::number(i) + "\":\"some text of some length\"}}\n",
                    [](QByteArrayView) {});
    const qsizetype keys = reader.take().metadata.size();
    QVERIFY(keys > 100);
    QVERIFY(keys < 600);
}

void TestMessageReader::whatIsSaidCountsMoreThanWhatIsPrinted()
{
    CommandOutput output(true, std::nullopt);
    output.feed(CommandOutput::Stream::Output, "7%\n");
    QCOMPARE(output.state().progress.value_or(-1), 7.0);
    output.feed(CommandOutput::Stream::Output, "{\"progress\": 20, \"message\": \"said\"}\n99%\n");
    QCOMPARE(output.state().progress.value_or(-1), 20.0);
    QCOMPARE(output.state().message, u"said"_s);
    output.feed(CommandOutput::Stream::Messages, "{\"progress\": 30, \"metadata\": {\"a\": 1}}\nnonsense\n");
    const CommandOutput::State state = output.state();
    QCOMPARE(state.progress.value_or(-1), 30.0);
    QCOMPARE(state.metadata, (QJsonObject{{u"a"_s, 1}}));
    QVERIFY(output.state().metadata.isEmpty()); // told once
    QVERIFY(state.lastErrorLine.isEmpty());
}

void TestMessageReader::aLongLineIsNoMessage()
{
    MessageReader reader;
    QByteArray rest;
    const auto keep = [&rest](QByteArrayView bytes) { rest.append(bytes); };
    const QByteArray line = "{\"message\":\"" + QByteArray(MessageReader::maxLineBytes, 'x');
    reader.feed(line, keep);
    QVERIFY(rest.size() > 0); // it isn't held back for ever
    reader.feed("\"}\n{\"progress\": 5}\n", keep);
    QCOMPARE(rest, line + "\"}\n");
    QCOMPARE(reader.take().progress.value_or(-1), 5.0);
}

QTEST_GUILESS_MAIN(TestMessageReader)
#include "tst_messagereader.moc"
