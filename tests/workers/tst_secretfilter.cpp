// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "secretfilter.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestSecretFilter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hides_data();
    void hides();
    void hidesInPieces_data();
    void hidesInPieces();
    void hidesInJson();
    void leavesShortOnes();
};

namespace {

const QByteArray key = "sk-0123456789abcdef";

} // namespace

void TestSecretFilter::hides_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown");
    QTest::newRow("nothing to hide") << u"Почему небо голубое?"_s << u"Почему небо голубое?"_s;
    QTest::newRow("in the middle") << u"your key sk-0123456789abcdef."_s << u"your key ***."_s;
    QTest::newRow("twice") << u"sk-0123456789abcdefsk-0123456789abcdef"_s << u"******"_s;
    QTest::newRow("among CJK") << u"密钥sk-0123456789abcdef错误"_s << u"密钥***错误"_s;
    QTest::newRow("cut off with the text") << u"your key sk-0123456789a"_s << u"your key ***"_s;
    QTest::newRow("shortened") << u"your key sk-0123456789a… It isn't tried again."_s
                               << u"your key ***… It isn't tried again."_s;
    QTest::newRow("a few letters of it") << u"a desk-0"_s << u"a desk-0"_s;
    QTest::newRow("empty") << QString() << QString();
    QTest::newRow("an ellipsis alone") << u"…"_s << u"…"_s;
}

void TestSecretFilter::hides()
{
    QFETCH(const QString, text);
    const SecretFilter filter(key);
    QTEST(filter.hide(text), "shown");
}

void TestSecretFilter::hidesInPieces_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown");
    QTest::newRow("nothing to hide") << u"Небо голубое, 天空是蓝色的"_s << u"Небо голубое, 天空是蓝色的"_s;
    QTest::newRow("the key") << u"It is sk-0123456789abcdef, so"_s << u"It is ***, so"_s;
    QTest::newRow("its beginning, then the key") << u"sk-012sk-0123456789abcdef"_s << u"sk-012***"_s;
    QTest::newRow("what only looks like it") << u"Ask-sk-09 s"_s << u"Ask-sk-09 s"_s;
    QTest::newRow("cut off at its end") << u"It is sk-0123456789abcde"_s << u"It is "_s;
    QTest::newRow("a word that ends alike") << u"a desk-0"_s << u"a desk-0"_s;
}

void TestSecretFilter::hidesInPieces()
{
    QFETCH(const QString, text);
    for (qsizetype step = 1; step <= text.size(); ++step) {
        SecretFilter filter(key);
        QString shown;
        for (qsizetype i = 0; i < text.size(); i += step)
            shown += filter.feed(text.mid(i, step));
        shown += filter.finish();
        QTEST(shown, "shown");
    }
}

void TestSecretFilter::hidesInJson()
{
    const SecretFilter filter(key);
    const QString secret = QString::fromLatin1(key);
    const QJsonObject told{{u"model"_s, secret}, {u"list"_s, QJsonArray{7, secret}}, {secret, true}};
    const QJsonObject shown{{u"model"_s, u"***"_s}, {u"list"_s, QJsonArray{7, u"***"_s}}, {u"***"_s, true}};
    QCOMPARE(filter.hide(QJsonValue(told)), QJsonValue(shown));
}

/// They are no secrets, and hiding them would spoil words.
void TestSecretFilter::leavesShortOnes()
{
    SecretFilter filter("lm-studio");
    QCOMPARE(filter.hide(u"ask lm-studio"_s), u"ask lm-studio"_s);
    QCOMPARE(filter.feed(u"lm-stu"_s), u"lm-stu"_s);
    SecretFilter none({});
    QCOMPARE(none.hide(u"a"_s), u"a"_s);
    QCOMPARE(none.feed(u"a"_s), u"a"_s);
    QCOMPARE(none.finish(), QString());
}

QTEST_GUILESS_MAIN(TestSecretFilter)
#include "tst_secretfilter.moc"
