// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dehyphenation.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestDehyphenation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void joinsWords_data();
    void joinsWords();
};

void TestDehyphenation::joinsWords_data()
{
    QTest::addColumn<QString>("lines");
    QTest::addColumn<QString>("joined");
    const auto row = [](const char *name, const QString &lines, const QString &joined) {
        QTest::newRow(name) << lines << joined;
    };
    row("Russian", u"число неудовле-\nтворённых слов"_s, u"число неудовлетворённых\nслов"_s);
    row("Russian, of two characters", u"троллеи\u0306-\nбусы идут"_s, u"троллеи\u0306бусы\nидут"_s);
    row("a particle", u"и какой-\nлибо ещё"_s, u"и какой-либо\nещё"_s);
    row("another", u"если что-\nто не так"_s, u"если что-то\nне так"_s);
    row("the end of a word that looks like one", u"это мес-\nто занято"_s, u"это место\nзанято"_s);
    row("a beginning", u"и кое-\nкто ещё"_s, u"и кое-кто\nещё"_s);
    row("a preposition", u"это из-\nза них"_s, u"это из-за\nних"_s);
    row("an adverb", u"пишут по-\nрусски так"_s, u"пишут по-русски\nтак"_s);
    row("no adverb", u"чтобы по-\nлучить его"_s, u"чтобы получить\nего"_s);
    row("a name", u"город Санкт-\nПетербург велик"_s, u"город Санкт-Петербург\nвелик"_s);
    row("capitals", u"ПРЕДМЕТ ДОГО-\nВОРА"_s, u"ПРЕДМЕТ ДОГОВОРА"_s);
    row("a number", u"бетон В-\n25 и"_s, u"бетон В-25\nи"_s);
    row("as it is written before", u"юго-запад и юго-\nзапад"_s, u"юго-запад и юго-запад"_s);
    row("in capitals before", u"ЮГО-ЗАПАД и юго-\nзапад"_s, u"ЮГО-ЗАПАД и юго-запад"_s);
    row("a soft hyphen", u"фунда\u00ad\nмента"_s, u"фундамента"_s);
    row("a hyphen of Unicode", u"фунда\u2010\nмента"_s, u"фундамента"_s);
    row("an option", u"with --show-leak-\nkinds as"_s, u"with --show-leak-kinds\nas"_s);
    row("German", u"das Donau-\ndampfschiff, das"_s, u"das Donaudampfschiff,\ndas"_s);
    row("a dash", u"слово -\nдругое"_s, u"слово -\nдругое"_s);
    row("an em dash", u"слово—\nдругое"_s, u"слово—\nдругое"_s);
    row("a quote follows", u"слово-\n«другое»"_s, u"слово-\n«другое»"_s);
    row("an empty line between", u"слово-\n\nдругое"_s, u"слово-\n\nдругое"_s);
    row("Chinese", u"混凝土-\n养护"_s, u"混凝土养护"_s);
}

void TestDehyphenation::joinsWords()
{
    QFETCH(const QString, lines);
    Dehyphenation hyphens;
    QString text;
    for (QString line : lines.split(u'\n')) {
        const bool isBlank = line.isEmpty();
        hyphens.note(line);
        hyphens.join(text, line);
        if (isBlank || !line.isEmpty())
            text += line + u'\n';
    }
    text.chop(1);
    QTEST(text, "joined");
}

QTEST_GUILESS_MAIN(TestDehyphenation)
#include "tst_dehyphenation.moc"
