// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processending.h"

#include "changejson.h"

#include <QJsonDocument>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestProcessEnding : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsWhetherItGoesOn_data();
    void tellsWhetherItGoesOn();
};

void TestProcessEnding::tellsWhetherItGoesOn_data()
{
    QTest::addColumn<QByteArray>("process");
    QTest::addColumn<int>("ending");
    const auto row = [](const char *name, const QByteArray &process, ProcessEnding ending) {
        QTest::newRow(name) << process << static_cast<int>(ending);
    };
    row("pending", R"({"status":"pending"})", ProcessEnding::Live);
    row("running", R"({"status":"running","retry":{"status":"executing"}})", ProcessEnding::Live);
    row("completed", R"({"status":"completed"})", ProcessEnding::Over);
    row("completed after a retry", R"({"status":"completed","retry":{"status":"success"}})", ProcessEnding::Over);
    row("cancelled", R"({"status":"cancelled"})", ProcessEnding::Over);
    row("failed just now", R"({"status":"failed","retry":null})", ProcessEnding::Undecided);
    row("failed again just now", R"({"status":"failed","retry":{"status":"executing"}})", ProcessEnding::Undecided);
    row("timed out just now", R"({"status":"timeout"})", ProcessEnding::Undecided);
    row("to be tried again", R"({"status":"failed","retry":{"status":"scheduled"}})", ProcessEnding::Live);
    row("for good", R"({"status":"failed","retry":{"status":"exhausted"}})", ProcessEnding::Over);
    row("its retry was cancelled", R"({"status":"failed","retry":{"status":"cancelled"}})", ProcessEnding::Over);
    row("timed out for good", R"({"status":"timeout","retry":{"status":"exhausted"}})", ProcessEnding::Over);
}

void TestProcessEnding::tellsWhetherItGoesOn()
{
    QFETCH(const QByteArray, process);
    QJsonObject whole = QJsonDocument::fromJson(process).object();
    whole.insert("process_id"_L1, u"p"_s);
    whole.insert("process_type"_L1, u"ai_task"_s);
    whole.insert("name"_L1, u"Summary"_s);
    whole.insert("created_at"_L1, 1);
    QTEST(static_cast<int>(endingOf(processFromServer(whole).value())), "ending");
}

QTEST_GUILESS_MAIN(TestProcessEnding)
#include "tst_processending.moc"
