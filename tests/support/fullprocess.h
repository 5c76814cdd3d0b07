// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "processjson.h"

#include <QStringList>

namespace Procession {

/// Figures in which every field says something; `n` makes them differ.
inline Resources fullResources(int n)
{
    return {.atMs = 1'700'000'008'000 + n,
            .source = Resources::Source::Cgroup,
            .threads = n + 1,
            .threadsPeak = n + 2,
            .processes = n + 3,
            .processesPeak = n + 4,
            .cpuTimeMs = n + 5,
            .cpuPercent = n + 6.5,
            .cpuPercentPeak = n + 7.5,
            .memory = n + 8,
            .memoryPeak = n + 9,
            .readBytes = n + 10,
            .writtenBytes = n + 11,
            .overSinceMs = 1'700'000'007'000 + n};
}

/// A process in which every field says something, to be sent through whatever must lose none of them.
inline Process fullProcess()
{
    using namespace std::chrono_literals;
    Process process;
    process.id = ProcessId::fromString(u"full-1:a").value();
    process.type = ProcessType::aiTask();
    process.status = ProcessStatus::Failed;
    process.attempt = 3;
    process.name = QStringLiteral("Ein Name mit Ümläuten, \"Zitat\" und 🎉");
    process.description = QStringLiteral("Zeile\nZeile");
    process.progress = 33.25;
    process.message = QStringLiteral("Seite 3");
    process.errorMessage = QStringLiteral("kein Platz");
    process.metadata = Metadata(QJsonObject{{QStringLiteral("deep"), QJsonObject{{QStringLiteral("n"), 2.5}}}});
    process.createdAt = 1'700'000'000'123;
    process.updatedAt = 1'700'000'009'001;
    process.startedAt = 1'700'000'001'020;
    process.completedAt = 1'700'000'009'000;
    process.quietSince = 1'700'000'005'300;
    process.quietClock = QuietClock::Progress;
    process.progressedAt = 1'700'000'005'200;
    process.details = AttemptDetails{.resources = fullResources(7),
                                     .exit = Exit{.code = {},
                                                  .signal = QStringLiteral("SIGKILL"),
                                                  .outOfMemory = true,
                                                  .reason = QStringLiteral("zu groß")},
                                     .cancelledBy = Origin{Actor{Actor::Kind::Token, QStringLiteral("ops"),
                                                                 QStringLiteral("curl"), QStringLiteral("::1")},
                                                           QStringLiteral("genug")}};
    EarlierAttempts earlier;
    earlier.append({.number = 1,
                    .status = ProcessStatus::Timeout,
                    .progress = 12.5,
                    .startedAt = 1'699'999'990'000,
                    .endedAt = 1'699'999'991'500,
                    .errorMessage = QStringLiteral("zu spät"),
                    .details = AttemptDetails{.resources = fullResources(1), .exit = Exit{.code = 3}}});
    earlier.append({.number = 2, .status = ProcessStatus::Cancelled});
    process.earlierAttempts = earlier;
    process.dispatch.setLimits({.progressTimeout = 4500ms,
                                .outputTimeout = 5500ms,
                                .maxMemory = 1 << 30,
                                .maxCpuTime = 6500ms,
                                .sustain = 7500ms,
                                .retriesOver = false});
    process.dispatch.setWork({Text(QStringLiteral("{\"prompt\":\"Größe?\"}")), false});
    process.dispatch.setPendingTimeout(3500ms);
    process.dispatch.setDemand({.priority = -7, .uses = {{QStringLiteral("gpu"), 2}, {QStringLiteral("licence"), 1}}});
    process.dispatch.setDependencies(
        Dependencies({.on = {{ProcessId::fromString(u"first").value()}, {ProcessId::fromString(u"second").value()}},
                      .rule = DependencyRule::AllFinished,
                      .allowsMissing = true}));
    process.dispatch.setDependencyState(Dependencies::State::Failed, ProcessId::fromString(u"second").value());
    RetryState retry;
    retry.status = RetryState::Status::Exhausted;
    retry.attempt = 4;
    retry.maxAttempts = 7;
    retry.delay = 4321ms;
    retry.nextAt = 1'700'000'013'321;
    retry.lastError = QStringLiteral("zu spät");
    process.retry = retry;
    process.retryPolicy =
        RetryPolicy{.maxAttempts = 7, .initialDelay = 2s, .maxDelay = 9s, .exponentialBase = 3, .jitter = false};
    process.timeout = 1500ms;
    process.heartbeatTimeout = 2500ms;
    process.seq = 17;
    process.createdSeq = 11;
    process.reportSeq = 16;
    process.startDigest = StartDigest::of("a body");
    return process;
}

/// The fields, by their place in Process, that are the same in both. This stops to compile when a field is added: give
/// it a value above and a line here; process.h says where else it belongs.
inline QStringList sameFields(const Process &one, const Process &other)
{
    const auto &[a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21, a22,
                 a23, a24, a25, a26, a27, a28] = one;
    const auto &[b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15, b16, b17, b18, b19, b20, b21, b22,
                 b23, b24, b25, b26, b27, b28] = other;
    const bool same[] = {a1 == b1,   a2 == b2,   a3 == b3,   a4 == b4,   a5 == b5,   a6 == b6,   a7 == b7,
                         a8 == b8,   a9 == b9,   a10 == b10, a11 == b11, a12 == b12, a13 == b13, a14 == b14,
                         a15 == b15, a16 == b16, a17 == b17, a18 == b18, a19 == b19, a20 == b20, a21 == b21,
                         a22 == b22, a23 == b23, a24 == b24, a25 == b25, a26 == b26, a27 == b27, a28 == b28};
    QStringList fields;
    for (size_t i = 0; i < std::size(same); ++i) {
        if (same[i])
            fields.append(QString::number(i + 1));
    }
    return fields;
}

/// The update message on its own.
inline QByteArray toUpdateJson(const Process &process, EventKind kind, qint64 timeMs, bool full)
{
    QByteArray out;
    {
        ObjectWriter object(out);
        writeUpdate(object, process, kind, timeMs, full);
    }
    return out;
}

} // namespace Procession
