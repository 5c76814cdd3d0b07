// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pdflines.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

/// How words are joined that were parted within a cell; what poppler says of a page is tested with documents.
class TestPdfLines : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void joinsInCells_data();
    void joinsInCells();
    void tellsWhatIsBeside();
};

namespace {

constexpr qreal left = 72;
constexpr qreal right = 300;
constexpr qreal height = 12;

PdfLine line(const QString &text, qreal x, int row)
{
    return {text, QRectF(x, row * height * 1.2, 100, height)};
}

} // namespace

void TestPdfLines::joinsInCells_data()
{
    QTest::addColumn<QList<PdfLine>>("lines");
    QTest::addColumn<QStringList>("texts");
    QTest::newRow("beside another cell") << QList<PdfLine>{line(u"Модем коммутацион-"_s, left, 0),
                                                           line(u"шт."_s, right, 0), line(u"ный"_s, left, 1)}
                                         << QStringList{u"Модем коммутационный"_s, u"шт."_s};
    QTest::newRow("more follows") << QList<PdfLine>{line(u"интерна-"_s, left, 0), line(u"шт."_s, right, 0),
                                                    line(u"циональный, по"_s, left, 1)}
                                  << QStringList{u"интернациональный,"_s, u"шт."_s, u"по"_s};
    // The reader joins these itself.
    QTest::newRow("next") << QList<PdfLine>{line(u"интерна-"_s, left, 0), line(u"циональный"_s, left, 1)}
                          << QStringList{u"интерна-"_s, u"циональный"_s};
    QTest::newRow("another word below") << QList<PdfLine>{line(u"интерна-"_s, left, 0), line(u"шт."_s, right, 0),
                                                          line(u"Кабель"_s, left, 1)}
                                        << QStringList{u"интерна-"_s, u"шт."_s, u"Кабель"_s};
    QTest::newRow("far below") << QList<PdfLine>{line(u"интерна-"_s, left, 0), line(u"шт."_s, right, 0),
                                                 line(u"циональный"_s, left, 3)}
                               << QStringList{u"интерна-"_s, u"шт."_s, u"циональный"_s};
    QTest::newRow("below another cell") << QList<PdfLine>{line(u"интерна-"_s, left, 0), line(u"шт."_s, right, 0),
                                                          line(u"циональный"_s, right, 1)}
                                        << QStringList{u"интерна-"_s, u"шт."_s, u"циональный"_s};
    QTest::newRow("a dash") << QList<PdfLine>{line(u"всего -"_s, left, 0), line(u"шт."_s, right, 0),
                                              line(u"пять"_s, left, 1)}
                            << QStringList{u"всего -"_s, u"шт."_s, u"пять"_s};
}

void TestPdfLines::joinsInCells()
{
    QFETCH(QList<PdfLine>, lines);
    joinInCells(lines, {});
    QStringList texts;
    for (const PdfLine &one : std::as_const(lines))
        texts.append(one.text);
    QTEST(texts, "texts");
}

void TestPdfLines::tellsWhatIsBeside()
{
    QVERIFY(line({}, left, 0).isBeside(line({}, right, 0)));
    QVERIFY(!line({}, left, 0).isBeside(line({}, left, 1)));
    QVERIFY(!line({}, left, 0).isBeside(PdfLine()));
}

QTEST_GUILESS_MAIN(TestPdfLines)
#include "tst_pdflines.moc"
