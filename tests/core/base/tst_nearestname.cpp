// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "nearestname.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestNearestName : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSlipFindsWhatWasMeant_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("meant");

        QTest::newRow("two letters changed places") << u"prot"_s << u"port"_s;
        QTest::newRow("a letter too few") << u"hos"_s << u"host"_s;
        QTest::newRow("a letter too many") << u"hosts"_s << u"host"_s;
        QTest::newRow("camel case") << u"maxTokens"_s << u"max_tokens"_s;
        QTest::newRow("capitals") << u"MAX_TOKENS"_s << u"max_tokens"_s;
        QTest::newRow("a hyphen") << u"max-tokens"_s << u"max_tokens"_s;
        QTest::newRow("the first of two that are as near") << u"most"_s << u"host"_s;
        QTest::newRow("four letters off") << u"max_tok"_s + u"abcd"_s << QString();
        QTest::newRow("nothing like it") << u"colour"_s << QString();
        QTest::newRow("every letter another one") << u"x"_s << QString();
        QTest::newRow("nothing") << QString() << QString();
        QTest::newRow("without end") << QString(1'000'000, u'k') << QString();
    }
    void aSlipFindsWhatWasMeant()
    {
        QFETCH(QString, name);
        QTEST(nearestName(name, {u"host"_s, u"port"_s, u"max_tokens"_s, u"k"_s}), "meant");
    }

    void aSuggestionNamesTheNearestOrAll()
    {
        const QStringList names{u"host"_s, u"port"_s};
        QCOMPARE(suggestion(u"prot"_s, names), u"; did you mean \"port\"?"_s);
        QCOMPARE(suggestion(u"colour"_s, names), u"; known are: host, port."_s);
    }
};

QTEST_GUILESS_MAIN(TestNearestName)
#include "tst_nearestname.moc"
