// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "hostilevalues.h"
#include "toolparameters.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

/// What stands in printingTool(), as JSON.
QJsonObject printingJson(const QString &root)
{
    const QJsonArray folders{root + "/allowed"_L1};
    return {{u"argv"_s,
             QJsonArray{u"/usr/bin/printf"_s, u"%s\\0"_s, u"{text}"_s, u"{word}"_s, u"{count}"_s, u"{ratio}"_s,
                        u"{on}"_s, u"{mode}"_s, u"{file}"_s, u"{folder}"_s, u"{dashed}"_s, u"--inner={inner}"_s}},
            {u"parameters"_s,
             QJsonObject{
                 {u"text"_s, QJsonObject{{u"max_length"_s, 100}}},
                 {u"word"_s, QJsonObject{{u"pattern"_s, u"[a-z]+"_s}}},
                 {u"count"_s, QJsonObject{{u"type"_s, u"integer"_s}, {u"min"_s, -10}, {u"max"_s, 1e12}}},
                 {u"ratio"_s, QJsonObject{{u"type"_s, u"number"_s}, {u"min"_s, 0}, {u"max"_s, 1.5}}},
                 {u"on"_s, QJsonObject{{u"type"_s, u"boolean"_s}}},
                 {u"mode"_s,
                  QJsonObject{{u"type"_s, u"choice"_s}, {u"values"_s, QJsonArray{u"fast"_s, u"safe; rm -rf /"_s}}}},
                 {u"file"_s, QJsonObject{{u"type"_s, u"file"_s}, {u"folders"_s, folders}}},
                 {u"folder"_s, QJsonObject{{u"type"_s, u"folder"_s}, {u"folders"_s, folders}}},
                 {u"dashed"_s, QJsonObject{{u"allow_leading_dash"_s, true}}},
                 {u"inner"_s, QJsonObject{}},
             }}};
}

QJsonObject toolWith(const QJsonArray &argv, const QJsonObject &parameters)
{
    return {{u"argv"_s, argv}, {u"parameters"_s, parameters}};
}

} // namespace

class TestToolParameters : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void takesAndRefuses_data();
    void takesAndRefuses();
    void aValueIsOneArgument();
    void whatHasNoValueIsLeftOut();
    void defaultsCount();
    void whatIsRequiredMustBeThere();
    void unknownOnesAreRefusedWithTheNearest();
    void noDashComesFromTwoParts();
    void anEmptyListOfFoldersAllowsNothing();
    void booleansMayBeFlags();
    void refusesWrongDefinitions_data();
    void refusesWrongDefinitions();
    void hasASchema();

private:
    QTemporaryDir m_folder;
    ToolDefinition m_tool;
};

void TestToolParameters::initTestCase()
{
    makeHostileFolder(m_folder.path());
    const auto tool = toolFromJson(u"print"_s, printingJson(m_folder.path()));
    QVERIFY2(tool, qPrintable(tool ? QString() : tool.error().message));
    m_tool = *tool;
}

void TestToolParameters::takesAndRefuses_data()
{
    QTest::addColumn<QString>("parameter");
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<QString>("argument"); // null where it is refused
    int number = 0;
    for (const HostileValue &value : hostileValues(m_folder.path())) {
        QTest::addRow("%d %s", ++number, value.what.constData())
            << value.parameter << value.value << value.argument.value_or(QString());
        // An empty argument is one.
        if (value.argument && value.argument->isNull())
            QFAIL("a value that is taken has an argument");
    }
    QVERIFY(number >= 100);
}

void TestToolParameters::takesAndRefuses()
{
    QFETCH(QString, parameter);
    QFETCH(QJsonValue, value);
    QFETCH(QString, argument);
    const auto parameters = ToolParameters::fromJson(m_tool, {{parameter, value}});
    if (argument.isNull()) {
        QVERIFY(!parameters);
        QCOMPARE(parameters.error().code, ErrorCode::InvalidField);
        QCOMPARE(parameters.error().field, u"parameters."_s + parameter);
        QVERIFY(parameters.error().message.contains(parameter));
        QVERIFY(parameters.error().message.size() < 300);
        return;
    }
    QVERIFY2(parameters, qPrintable(parameters ? QString() : parameters.error().message));
    QCOMPARE(parameters->argv(), (QByteArrayList{"/usr/bin/printf", "%s\\0", argument.toUtf8()}));
}

void TestToolParameters::aValueIsOneArgument()
{
    const auto parameters =
        ToolParameters::fromJson(m_tool, {{u"text"_s, u"a b"_s}, {u"inner"_s, u"c d"_s}, {u"on"_s, true}});
    QVERIFY(parameters);
    QCOMPARE(parameters->argv(), (QByteArrayList{"/usr/bin/printf", "%s\\0", "a b", "true", "--inner=c d"}));
}

void TestToolParameters::whatHasNoValueIsLeftOut()
{
    for (const QJsonObject &none : {QJsonObject{}, QJsonObject{{u"text"_s, QJsonValue::Null}}}) {
        const auto parameters = ToolParameters::fromJson(m_tool, none);
        QVERIFY(parameters);
        QCOMPARE(parameters->argv(), (QByteArrayList{"/usr/bin/printf", "%s\\0"}));
        QVERIFY(parameters->values().isEmpty());
    }
}

void TestToolParameters::defaultsCount()
{
    const auto tool = toolFromJson(u"t"_s,
                                   toolWith({u"/bin/x"_s, u"{a}{{}}{b}"_s},
                                            {{u"a"_s, QJsonObject{{u"default"_s, u"one"_s}}},
                                             {u"b"_s, QJsonObject{{u"type"_s, u"integer"_s}, {u"default"_s, 2}}}}));
    QVERIFY(tool);
    const auto parameters = ToolParameters::fromJson(*tool, {{u"b"_s, 3}});
    QVERIFY(parameters);
    QCOMPARE(parameters->argv(), (QByteArrayList{"/bin/x", "one{}3"}));
    QCOMPARE(parameters->values(), (QJsonObject{{u"a"_s, u"one"_s}, {u"b"_s, 3}}));
}

void TestToolParameters::whatIsRequiredMustBeThere()
{
    const auto tool =
        toolFromJson(u"t"_s, toolWith({u"/bin/x"_s, u"{a}"_s}, {{u"a"_s, QJsonObject{{u"required"_s, true}}}}));
    QVERIFY(tool);
    const auto parameters = ToolParameters::fromJson(*tool, {});
    QVERIFY(!parameters);
    QCOMPARE(parameters.error().field, u"parameters.a"_s);
}

void TestToolParameters::unknownOnesAreRefusedWithTheNearest()
{
    const auto parameters = ToolParameters::fromJson(m_tool, {{u"txt"_s, u"a"_s}});
    QVERIFY(!parameters);
    QCOMPARE(parameters.error().field, u"parameters.txt"_s);
    QVERIFY2(parameters.error().message.contains(u"did you mean \"text\""_s), qPrintable(parameters.error().message));
}

void TestToolParameters::noDashComesFromTwoParts()
{
    const auto tool = toolFromJson(
        u"t"_s, toolWith({u"/bin/x"_s, u"{a}{b}.txt"_s}, {{u"a"_s, QJsonObject{}}, {u"b"_s, QJsonObject{}}}));
    QVERIFY(tool);
    const auto refused = ToolParameters::fromJson(*tool, {{u"a"_s, QString()}, {u"b"_s, u"-rf"_s}});
    QVERIFY(!refused);
    QCOMPARE(refused.error().field, u"parameters.b"_s);
    QVERIFY(!ToolParameters::fromJson(*tool, {{u"a"_s, u"-"_s}, {u"b"_s, u"x"_s}}));
    QVERIFY(ToolParameters::fromJson(*tool, {{u"a"_s, u"x"_s}, {u"b"_s, u"-rf"_s}}));
}

void TestToolParameters::anEmptyListOfFoldersAllowsNothing()
{
    const auto tool =
        toolFromJson(u"t"_s,
                     toolWith({u"/bin/x"_s, u"{a}"_s},
                              {{u"a"_s, QJsonObject{{u"type"_s, u"file"_s}, {u"folders"_s, QJsonArray{}}}}}));
    QVERIFY(tool);
    QVERIFY(!ToolParameters::fromJson(*tool, {{u"a"_s, u"/etc/passwd"_s}}));
    QVERIFY(!ToolParameters::fromJson(*tool, {{u"a"_s, m_folder.filePath(u"allowed/a.txt"_s)}}));
}

void TestToolParameters::booleansMayBeFlags()
{
    const auto tool =
        toolFromJson(u"t"_s,
                     toolWith({u"/bin/x"_s, u"{a}"_s},
                              {{u"a"_s, QJsonObject{{u"type"_s, u"boolean"_s}, {u"when_true"_s, u"--verbose"_s}}}}));
    QVERIFY(tool);
    QCOMPARE(ToolParameters::fromJson(*tool, {{u"a"_s, true}})->argv(), (QByteArrayList{"/bin/x", "--verbose"}));
    QCOMPARE(ToolParameters::fromJson(*tool, {{u"a"_s, false}})->argv(), QByteArrayList{"/bin/x"});
}

void TestToolParameters::refusesWrongDefinitions_data()
{
    QTest::addColumn<QJsonObject>("json");
    QTest::addColumn<QString>("field");
    const QJsonArray argv{u"/bin/x"_s, u"{a}"_s};
    const auto parameter = [&argv](const QJsonObject &a) { return toolWith(argv, {{u"a"_s, a}}); };
    QTest::newRow("no argv") << QJsonObject{} << u"argv"_s;
    QTest::newRow("a line for a shell") << QJsonObject{{u"argv"_s, u"/bin/x {a}"_s}} << u"argv"_s;
    QTest::newRow("a relative program") << QJsonObject{{u"argv"_s, QJsonArray{u"x"_s}}} << u"argv"_s;
    QTest::newRow("a program that clients choose") << toolWith({u"/bin/{a}"_s}, {{u"a"_s, QJsonObject{}}}) << u"argv"_s;
    QTest::newRow("an unknown parameter") << toolWith({u"/bin/x"_s, u"{b}"_s}, {}) << u"argv"_s;
    QTest::newRow("an open brace") << toolWith({u"/bin/x"_s, u"{a"_s}, {}) << u"argv"_s;
    QTest::newRow("a parameter without use") << toolWith({u"/bin/x"_s}, {{u"a"_s, QJsonObject{}}}) << u"parameters"_s;
    QTest::newRow("an unknown key") << QJsonObject{{u"argv"_s, QJsonArray{u"/bin/x"_s}}, {u"shell"_s, true}}
                                    << u"shell"_s;
    QTest::newRow("an unknown type") << parameter({{u"type"_s, u"path"_s}}) << u"parameters"_s;
    QTest::newRow("a file without folders") << parameter({{u"type"_s, u"file"_s}}) << u"parameters"_s;
    QTest::newRow("a relative folder") << parameter({{u"type"_s, u"file"_s}, {u"folders"_s, QJsonArray{u"x"_s}}})
                                       << u"parameters"_s;
    QTest::newRow("a choice without values") << parameter({{u"type"_s, u"choice"_s}}) << u"parameters"_s;
    QTest::newRow("no pattern") << parameter({{u"pattern"_s, u"["_s}}) << u"parameters"_s;
    QTest::newRow("a wrong default") << parameter({{u"pattern"_s, u"[a-z]+"_s}, {u"default"_s, u"A"_s}})
                                     << u"parameters"_s;
    QTest::newRow("the key of another type") << parameter({{u"min"_s, 1}}) << u"parameters"_s;
    QTest::newRow("a relative secret") << QJsonObject{{u"argv"_s, QJsonArray{u"/bin/x"_s}},
                                                      {u"secrets"_s, QJsonObject{{u"A"_s, u"x"_s}}}}
                                       << u"secrets"_s;
    QTest::newRow("a wrong limit") << QJsonObject{{u"argv"_s, QJsonArray{u"/bin/x"_s}}, {u"max_memory"_s, u"much"_s}}
                                   << u"max_memory"_s;
}

void TestToolParameters::refusesWrongDefinitions()
{
    QFETCH(QJsonObject, json);
    QFETCH(QString, field);
    const auto tool = toolFromJson(u"t"_s, json);
    QVERIFY(!tool);
    QCOMPARE(tool.error().field, field);
}

void TestToolParameters::hasASchema()
{
    const QJsonObject schema = toolSchema(m_tool);
    QCOMPARE(schema.value("$schema"_L1).toString(), u"https://json-schema.org/draft/2020-12/schema"_s);
    QCOMPARE(schema.value("type"_L1).toString(), u"object"_s);
    QCOMPARE(schema.value("additionalProperties"_L1), QJsonValue(false));
    const QJsonObject properties = schema.value("properties"_L1).toObject();
    QCOMPARE(properties.value("count"_L1).toObject(),
             (QJsonObject{{u"type"_s, u"integer"_s}, {u"minimum"_s, -10}, {u"maximum"_s, 1e12}}));
    QCOMPARE(properties.value("word"_L1).toObject().value("pattern"_L1).toString(), u"^(?:[a-z]+)$"_s);
    QCOMPARE(properties.value("mode"_L1).toObject().value("enum"_L1).toArray(),
             (QJsonArray{u"fast"_s, u"safe; rm -rf /"_s}));
}

QTEST_GUILESS_MAIN(TestToolParameters)
#include "tst_toolparameters.moc"
