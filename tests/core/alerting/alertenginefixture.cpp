// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alertenginefixture.h"

#include "alertrulejson.h"

#include <QJsonDocument>

namespace Procession {

using namespace Qt::StringLiterals;

AlertEngineFixture::AlertEngineFixture()
    : folder(std::make_unique<QTemporaryDir>())
{
    rule(R"({"condition": {"kind": "failed"}, "channels": ["ops"]})");
    make();
}

void AlertEngineFixture::make(EventLog::Commits commits, qsizetype capacity)
{
    engine.reset();
    tracked = std::make_unique<Tracked>(capacity, commits);
}

void AlertEngineFixture::rule(const QByteArray &json)
{
    const auto rule = alertRuleFromJson(u"rule-%1"_s.arg(rules.size()), QJsonDocument::fromJson(json).object());
    QVERIFY2(rule.ok(), qPrintable(rule.ok() ? QString() : rule.error().message));
    rules.push_back(*rule);
}

void AlertEngineFixture::startEngine(const LogLineage &lineage)
{
    AlertEngineOptions options{.path = AlertFile::pathIn(folder->path()), .rules = rules, .lineage = lineage};
    options.overdueAfterMs = overdueAfterMs;
    options.tell = [this](AlertNews told) { news.push_back(std::move(told)); };
    engine = std::make_unique<AlertEngine>(tracked->tracker, tracked->clock, options);
    const auto opened = engine->open();
    QVERIFY2(opened.ok(), qPrintable(opened.ok() ? QString() : opened.error().message));
    settle();
}

void AlertEngineFixture::start(QStringView name, const QString &title, ProcessStatus status)
{
    StartChange start = startOf(name, status);
    start.name = title;
    QVERIFY(tracked->tracker.start(start).ok());
}

void AlertEngineFixture::end(QStringView name, ProcessStatus status, const QString &error)
{
    ReportChange report = reportOf(status);
    if (!error.isEmpty())
        report.errorMessage = error;
    QVERIFY(tracked->tracker.report(id(name), report).ok());
}

void AlertEngineFixture::fail(QStringView name, const QString &title)
{
    start(name, title);
    end(name, ProcessStatus::Failed, u"boom"_s);
}

void AlertEngineFixture::settle()
{
    for (int i = 0; i < 5; ++i)
        QCoreApplication::processEvents();
}

void AlertEngineFixture::pass(std::chrono::milliseconds duration)
{
    tracked->clock.advance(duration);
    engine->checkNow();
    settle();
}

/// What stands in the outbox, such as `fired background_job/imp x1`.
QStringList AlertEngineFixture::told() const
{
    QStringList lines;
    for (const OutboxEntry &entry : engine->outbox())
        lines.append(u"%1 %2 x%3"_s.arg(wireName(entry.message.kind), entry.message.cause).arg(entry.message.count));
    return lines;
}

/// Takes away a table that each commit needs, or puts it back.
void AlertEngineFixture::breakFile(bool isBroken)
{
    SqliteConnection connection;
    QVERIFY(connection.open(AlertFile::pathIn(folder->path()), SqliteConnection::Mode::ReadWrite).ok());
    QVERIFY(connection.run(isBroken ? u"ALTER TABLE outbox RENAME TO away"_s : u"ALTER TABLE away RENAME TO outbox"_s)
                .ok());
}

} // namespace Procession
