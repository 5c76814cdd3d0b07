// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "airequest.h"

#include <QJsonDocument>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestCitations : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsNumbers_data();
    void findsNumbers();
    void goesWithARequest();
    void refuses_data();
    void refuses();
};

void TestCitations::findsNumbers_data()
{
    QTest::addColumn<QString>("answer");
    QTest::addColumn<QJsonArray>("cited");
    QTest::newRow("none") << u"No."_s << QJsonArray{};
    QTest::newRow("some") << u"This [3] and that [1][2]."_s << QJsonArray{1, 2, 3};
    QTest::newRow("once each") << u"[1] [1] [1]"_s << QJsonArray{1};
    QTest::newRow("a list") << u"So [1, 4; 5]."_s << QJsonArray{1, 4, 5};
    QTest::newRow("a range") << u"So [2-4] and [4–5]."_s << QJsonArray{2, 3, 4, 5};
    QTest::newRow("an endless range") << u"[1-999]"_s << QJsonArray{1, 2, 3, 4, 5};
    QTest::newRow("those that aren't there") << u"[0] [6] [99999] [-1]"_s << QJsonArray{};
    QTest::newRow("a clause") << u"Clause 3.2 of [СП 70], item [b]."_s << QJsonArray{};
}

void TestCitations::findsNumbers()
{
    QFETCH(const QString, answer);
    QTEST(citedPassages(answer, 5), "cited");
}

void TestCitations::goesWithARequest()
{
    const QJsonObject json{{u"prompt"_s, u"Passages, then: Why?"_s},
                           {u"sources"_s,
                            QJsonObject{{u"question"_s, u"Why?"_s},
                                        {u"passages"_s, QJsonArray{QJsonObject{{u"n"_s, 1}}}},
                                        {u"follow_up_of"_s, u"before"_s}}}};
    const auto request = AiRequest::fromJson(json);
    QVERIFY(request.ok());
    QCOMPARE(request->title(), u"Why?"_s);
    QCOMPARE(request->toJson(), json);
}

void TestCitations::refuses_data()
{
    QTest::addColumn<QByteArray>("sources");
    QTest::newRow("a list") << QByteArray("[]");
    QTest::newRow("a misspelled field") << QByteArray(R"({"pasages":[]})");
    QTest::newRow("no list") << QByteArray(R"({"passages":1})");
    QTest::newRow("too long") << (R"({"question":")" + QByteArray(5000, 'x') + R"("})");
}

void TestCitations::refuses()
{
    QFETCH(const QByteArray, sources);
    const auto refused = AiRequest::fromJson(
        QJsonDocument::fromJson(QByteArray(R"({"prompt":"p","sources":)") + sources + "}").object());
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().field, u"sources"_s);
}

QTEST_GUILESS_MAIN(TestCitations)
#include "tst_citations.moc"
