// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "listplace.h"

#include <QStringListModel>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestListPlace : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void steps_data();
    void steps();
    void worksThroughAList();
    void theSelectionComesBack();
    void forgetsWhereAnotherListIsShown();
};

void TestListPlace::steps_data()
{
    QTest::addColumn<QString>("selected");
    QTest::addColumn<QString>("change"); // what happens to the list a b c d e
    QTest::addColumn<int>("rows");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *tag, const char *selected, const char *change, int rows, const char *expected) {
        QTest::newRow(tag) << QString::fromLatin1(selected) << QString::fromLatin1(change) << rows
                           << QString::fromLatin1(expected);
    };
    row("from nowhere down", "", "", 1, "a");
    row("from nowhere up", "", "", -1, "a");
    row("from nowhere to the end", "", "", 5, "e");
    row("down", "b", "", 1, "c");
    row("up", "b", "", -1, "a");
    row("beyond the end", "d", "", 3, "e");
    row("beyond the beginning", "b", "", -9, "a");
    row("it left: down to the one behind it", "c", "-c", 1, "d");
    row("it left: up to the one before it", "c", "-c", -1, "b");
    row("it left: two down", "c", "-c", 2, "e");
    row("the last one left: down stays at the end", "e", "-e", 1, "d");
    row("the first one left: up stays at the beginning", "a", "-a", -1, "b");
    row("it left, then the one behind it", "c", "-c -d", 1, "e");
    row("it left, then the one before it", "c", "-c -b", -1, "a");
    row("it left, then rows came above", "c", "-c +x0 +y0", 1, "d");
    row("it left, then one came to its place", "c", "-c +x2", 1, "x");
    row("rows came above", "c", "+x0 +y1", 1, "d");
    row("one came right before it", "c", "+x2", -1, "x");
    row("others left above", "d", "-a -b", -1, "c");
    row("nothing is left", "a", "-a -b -c -d -e", 1, "");
}

void TestListPlace::steps()
{
    QFETCH(QString, selected);
    QFETCH(QString, change);
    QFETCH(int, rows);
    QFETCH(QString, expected);
    QStringListModel model({u"a"_s, u"b"_s, u"c"_s, u"d"_s, u"e"_s});
    ListPlace place(model, [&] { return static_cast<int>(model.stringList().indexOf(selected)); });
    for (const QString &one : change.split(u' ', Qt::SkipEmptyParts)) {
        if (one.startsWith(u'-')) {
            model.removeRow(static_cast<int>(model.stringList().indexOf(one.sliced(1))));
            continue;
        }
        const int at = one.sliced(2).toInt();
        model.insertRow(at);
        model.setData(model.index(at), one.sliced(1, 1));
    }
    const int row = place.step(rows);
    QCOMPARE(row < 0 ? QString() : model.stringList().value(row), expected);
}

void TestListPlace::worksThroughAList()
{
    QStringList names;
    for (int number = 0; number < 10; ++number)
        names << QString::number(number);
    QStringListModel model(names);
    QString selected;
    ListPlace place(model, [&] { return static_cast<int>(model.stringList().indexOf(selected)); });
    QStringList done;
    while (model.rowCount() > 0) {
        const int row = place.step(1);
        selected = model.stringList().value(row);
        place.follow();
        done << selected;
        model.removeRow(row);
    }
    QCOMPARE(done, names);
}

void TestListPlace::theSelectionComesBack()
{
    QStringListModel model({u"a"_s, u"b"_s, u"c"_s});
    ListPlace place(model, [&] { return static_cast<int>(model.stringList().indexOf(u"b"_s)); });
    model.removeRow(1);
    model.setStringList({u"b"_s, u"c"_s, u"a"_s});
    QCOMPARE(place.step(1), 1);
}

void TestListPlace::forgetsWhereAnotherListIsShown()
{
    QStringListModel model({u"a"_s, u"b"_s, u"c"_s});
    QString selected = u"b"_s;
    ListPlace place(model, [&] { return static_cast<int>(model.stringList().indexOf(selected)); });
    model.removeRow(1);
    place.forget();
    QCOMPARE(place.step(1), 0);
    selected = u"a"_s;
    place.forget(); // it stands in the other list too
    QCOMPARE(place.step(1), 1);
}

QTEST_GUILESS_MAIN(TestListPlace)
#include "tst_listplace.moc"
