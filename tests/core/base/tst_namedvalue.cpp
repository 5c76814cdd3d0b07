// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "namedvalue.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

enum class Colour : quint8 { Red, Green };

constexpr WireNames<Colour, 2> colours{{{Colour::Red, "red"_L1}, {Colour::Green, "green"_L1}}};

} // namespace

class TestNamedValue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsBack()
    {
        for (const Colour colour : {Colour::Red, Colour::Green}) {
            const QString name = nameIn<colours>(colour);
            QCOMPARE(valueIn<colours>(name), std::optional(colour));
            const auto named = namedIn<colours>(name, "colour"_L1);
            QVERIFY(named.ok());
            QCOMPARE(*named, colour);
        }
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("message");
        QTest::newRow("near") << u"rad"_s << u"There is no colour \"rad\"; did you mean \"red\"?"_s;
        QTest::newRow("far") << u"violet"_s << u"There is no colour \"violet\"; known are: red, green."_s;
        QTest::newRow("long") << QString(100, u'x')
                              << u"There is no colour \"%1\"; known are: red, green."_s.arg(QString(64, u'x'));
    }

    void refuses()
    {
        QFETCH(QString, name);
        QFETCH(QString, message);
        QVERIFY(!valueIn<colours>(name));
        const auto named = namedIn<colours>(name, "colour"_L1);
        QVERIFY(!named.ok());
        QCOMPARE(named.error().code, ErrorCode::InvalidField);
        QCOMPARE(named.error().message, message);
        QCOMPARE(named.error().field, u"colour"_s);
    }
};

QTEST_APPLESS_MAIN(TestNamedValue)
#include "tst_namedvalue.moc"
