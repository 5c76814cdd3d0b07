// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "passagelistmodel.h"

#include <QAbstractItemModelTester>
#include <QJsonObject>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

using Model = PassageListModel;

class TestPassageListModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void marksWords_data();
    void marksWords();
    void tellsThePlace_data();
    void tellsThePlace();
    void shortensPaths();
};

namespace {

QVariant shown(const QString &question, const QJsonObject &passage, int role)
{
    Model model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.show(question, {passage}, {u"/srv/norms"_s});
    return model.data(model.index(0), role);
}

} // namespace

void TestPassageListModel::marksWords_data()
{
    QTest::addColumn<QString>("question");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("marked");
    QTest::newRow("other form") << u"защита бетонов"_s << u"Бетон защищают."_s << u"<b>Бетон</b> <b>защищают</b>."_s;
    QTest::newRow("same stem") << u"уход за бетоном"_s << u"Ухода за бетоном."_s
                               << u"<b>Ухода</b> <b>за</b> <b>бетоном</b>."_s;
    QTest::newRow("ё") << u"жесткость"_s << u"Жёсткость балки"_s << u"<b>Жёсткость</b> балки"_s;
    QTest::newRow("number") << u"пункт 3.2.1"_s << u"см. 3.2.1 и 3.2.10"_s << u"см. <b>3.2.1</b> и <b>3.2.10</b>"_s;
    QTest::newRow("short word") << u"it is"_s << u"It isn't his"_s << u"<b>It</b> isn&#39;t his"_s;
    QTest::newRow("markup") << u"alert"_s << u"<img src=x onerror=alert(1)> & \"b\""_s
                            << u"&lt;img src=x onerror=<b>alert</b>(1)&gt; &amp; &quot;b&quot;"_s;
    QTest::newRow("lines") << u"x"_s << u"a\nb"_s << u"a<br>b"_s;
    QTest::newRow("further down") << u"пеня за просрочку"_s << u"Введение за.\n\nПеня за просрочку 1 %.\n\nКонец."_s
                                  << u"… <b>Пеня</b> <b>за</b> <b>просрочку</b> 1 %.<br><br>Конец."_s;
    QTest::newRow("nothing asked") << QString() << u"a"_s << u"a"_s;
}

void TestPassageListModel::marksWords()
{
    QFETCH(QString, question);
    QFETCH(QString, text);
    QString marked = shown(question, {{u"text"_s, text}}, Model::TextRole).toString();
    marked.replace(u"isn't"_s, u"isn&#39;t"_s); // whichever way it is escaped
    QTEST(marked, "marked");
}

void TestPassageListModel::tellsThePlace_data()
{
    QTest::addColumn<QJsonObject>("passage");
    QTest::addColumn<QString>("place");
    QTest::addColumn<QString>("note");
    QTest::newRow("page") << QJsonObject{{u"page"_s, 3}} << u"page 3"_s << QString();
    QTest::newRow("all") << QJsonObject{{u"page"_s, 3},
                                        {u"clause"_s, u"3.2.1"_s},
                                        {u"heading"_s, u"Works › Concrete"_s},
                                        {u"confidence"_s, 87}}
                         << u"page 3 · 3.2.1 · Works › Concrete"_s << u"recognised in an image, 87 % sure"_s;
}

void TestPassageListModel::tellsThePlace()
{
    QFETCH(QJsonObject, passage);
    QString place = shown({}, passage, Model::PlaceRole).toString();
    place.remove(QChar(0x2068)).remove(QChar(0x2069)); // each part goes in its own direction
    QTEST(place, "place");
    QTEST(shown({}, passage, Model::NoteRole).toString(), "note");
}

void TestPassageListModel::shortensPaths()
{
    QCOMPARE(shown({}, {{u"file"_s, u"/srv/norms/2024/a.pdf"_s}}, Model::FileRole).toString(), u"2024/a.pdf"_s);
    QCOMPARE(shown({}, {{u"file"_s, u"/srv/normsense/a.pdf"_s}}, Model::FileRole).toString(),
             u"/srv/normsense/a.pdf"_s);
    Model model;
    QVERIFY(model.at(0).isEmpty() && model.fileAt(-1).isEmpty());
}

QTEST_GUILESS_MAIN(TestPassageListModel)
#include "tst_passagelistmodel.moc"
