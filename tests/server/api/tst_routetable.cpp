// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "httpapi.h"
#include "tracked.h"

#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

class TestRouteTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPathLeadsToItsRoute_data();
    void aPathLeadsToItsRoute();
    void aPlaceTellsWhatItTakes();
    void noProcessMayHaveTheNameOfARoute();
    void everyRouteSaysWhatItIs();
};

namespace {

std::vector<Route> someRoutes()
{
    const auto route = [](HttpMethod method, const char *pattern) {
        return Route{.method = method, .pattern = pattern, .summary = pattern, .answer = {}};
    };
    return {route(HttpMethod::Get, "/processes/{process_id}"),
            route(HttpMethod::Delete, "/processes/{process_id}"),
            route(HttpMethod::Post, "/processes/{process_id}/cancel"),
            route(HttpMethod::Get, "/processes"),
            route(HttpMethod::Get, "/processes/types"),
            route(HttpMethod::Put, "/processes/types/{process_type}"),
            route(HttpMethod::Get, "/health")};
}

} // namespace

void TestRouteTable::aPathLeadsToItsRoute_data()
{
    using enum HttpMethod;
    using enum RoutePlace::Parameter;
    QTest::addColumn<HttpMethod>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("pattern"); // empty for none
    QTest::addColumn<RoutePlace::Parameter>("kind");
    QTest::addColumn<QByteArray>("parameter");
    const auto row = [](const char *name, HttpMethod method, const char *path, const char *pattern,
                        RoutePlace::Parameter kind = None, const char *parameter = "") {
        QTest::newRow(name) << method << QByteArray(path) << QByteArray(pattern) << kind << QByteArray(parameter);
    };
    row("the list", Get, "/processes", "/processes");
    row("its head", Head, "/processes", "/processes");
    row("another method", Post, "/processes", "");
    row("an id", Get, "/processes/job", "/processes/{process_id}", ProcessId, "job");
    row("an encoded id", Get, "/processes/%6Aob", "/processes/{process_id}", ProcessId, "job");
    row("an encoded slash", Get, "/processes/a%2Fb", "/processes/{process_id}", ProcessId, "a/b");
    row("an empty id", Get, "/processes/", "/processes/{process_id}", ProcessId, "");
    row("a verb", Post, "/processes/job/cancel", "/processes/{process_id}/cancel", ProcessId, "job");
    row("an unknown verb", Post, "/processes/job/dance", "", ProcessId, "job");
    row("a verb and more", Post, "/processes/job/cancel/", "", ProcessId, "job");
    row("a fixed name is no id", Get, "/processes/types", "/processes/types");
    row("a fixed name, encoded", Get, "/processes/%74ypes", "/processes/types");
    row("a fixed name by another's method", Delete, "/processes/types", "");
    row("a type", Put, "/processes/types/ai_task", "/processes/types/{process_type}", ProcessType, "ai_task");
    row("a verb on a fixed name", Post, "/processes/types/cancel", "", ProcessType, "cancel");
    row("a longer name", Get, "/healthy", "");
    row("another case", Get, "/Health", "");
    row("two slashes", Get, "//health", "");
    row("the root", Get, "/", "");
    row("nothing", Get, "", "");
    row("no path", Options, "*", "");
}

void TestRouteTable::aPathLeadsToItsRoute()
{
    QFETCH(HttpMethod, method);
    QFETCH(QByteArray, path);
    const RouteTable table(someRoutes());
    const RouteTable::Match match = table.find(path);
    const Route *route = match.place ? match.place->route(method) : nullptr;
    QTEST(route ? route->pattern : QByteArray(), "pattern");
    if (match.place) {
        QTEST(match.place->parameter(), "kind");
        QTEST(match.parameter, "parameter");
    }
}

void TestRouteTable::aPlaceTellsWhatItTakes()
{
    const RouteTable table(someRoutes());
    QCOMPARE(table.find("/processes/job").place->allowed(), "GET, HEAD, DELETE, OPTIONS"_ba);
    QCOMPARE(table.find("/processes/job/cancel").place->allowed(), "POST, OPTIONS"_ba);
    QVERIFY(table.find("/processes/types").place);
    QVERIFY(!table.find("/ws").place);
    QVERIFY(!table.find("/processes/job/dance").place);
}

namespace {

/// The API with nothing behind it.
struct Api : Tracked
{
    Authenticator authenticator{"s3cret", clock};
    ApiOptions options;
    HttpApi api{ServerParts{tracker, log, clock}, authenticator, options, [] { return 0; }};
};

} // namespace

/// The names are kept in core, which refuses them as ids; the table is what they must agree with.
void TestRouteTable::noProcessMayHaveTheNameOfARoute()
{
    const Api own;
    QSet<QByteArray> fixed;
    for (const Route &route : own.api.routes().routes()) {
        const QByteArrayList segments = route.pattern.split('/');
        if (segments.value(1) == "processes" && segments.size() > 2 && !segments[2].startsWith('{'))
            fixed.insert(segments[2]);
    }
    QVERIFY(fixed.contains("types"));
    QCOMPARE(fixed, QSet<QByteArray>(routeNames.begin(), routeNames.end()));
}

void TestRouteTable::everyRouteSaysWhatItIs()
{
    const Api own;
    for (const Route &route : own.api.routes().routes()) {
        QVERIFY2(route.answer, route.pattern.constData());
        QVERIFY2(route.summary.endsWith('.'), route.pattern.constData());
        // A reader may only read, and nobody changes anything unasked.
        if (route.changes())
            QVERIFY2(route.method != HttpMethod::Get || route.webSocket == WebSocketKind::Append
                         || route.pattern == "/expectations/{name}/key", // which is told to those who may change it
                     route.pattern.constData());
        QCOMPARE(route.role == Role::Anyone, route.pattern == "/health" || route.pattern.startsWith("/ping/"));
    }
}

QTEST_APPLESS_MAIN(TestRouteTable)
#include "tst_routetable.moc"
