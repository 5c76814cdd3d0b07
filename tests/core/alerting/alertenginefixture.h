// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertengine.h"
#include "processes.h"
#include "tracked.h"

#include <QStringList>
#include <QTemporaryDir>
#include <QTest>

namespace Procession {

/// An engine over a real log, tracker and file, which a test starts and stops as often as it wants. Its rule, to begin with,
/// is about failures.
class AlertEngineFixture
{
public:
    AlertEngineFixture();

    void make(EventLog::Commits commits = EventLog::Commits::OnAppend, qsizetype capacity = 4096);
    void startEngine(const LogLineage &lineage = {});
    void stopEngine() { engine.reset(); }
    void start(QStringView name, const QString &title = QStringLiteral("imp"),
               ProcessStatus status = ProcessStatus::Running);
    void end(QStringView name, ProcessStatus status, const QString &error = {});
    void fail(QStringView name, const QString &title = QStringLiteral("imp"));
    void settle();
    void pass(std::chrono::milliseconds duration);
    QStringList told() const;
    void rule(const QByteArray &json);
    void breakFile(bool isBroken);

    std::unique_ptr<QTemporaryDir> folder;
    std::unique_ptr<Tracked> tracked;
    std::unique_ptr<AlertEngine> engine;
    std::vector<AlertRule> rules;
    std::function<std::optional<qint64>(const Process &)> overdueAfterMs;
    std::vector<AlertNews> news; ///< what the engine told of episodes
};

} // namespace Procession
