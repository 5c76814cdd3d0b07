// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jsonwriter.h"
#include "result.h"

#include <QJsonObject>

#include <optional>
#include <vector>

namespace Procession {

/// A moment by both clocks, in ms: steady time decides, wall time is what people read.
struct AlertTime
{
    qint64 steadyMs = 0;
    qint64 wallMs = 0;
};

/// Something that is in trouble: a process, a name whose last run failed, a disk.
struct AlertSubject
{
    QString type; ///< of the process; empty where it isn't one
    QString name;

    friend bool operator==(const AlertSubject &a, const AlertSubject &b) = default;
};

/// Somebody wants to hear nothing of some troubles for a while: of those that meet all that is set. Trouble that still lasts
/// when it ends is told then; that something is over is told all the same where its beginning was. Plain data.
struct AlertSilence
{
    quint64 id = 0;
    QString rule; ///< a pattern, as matchesPattern() has it; empty for any
    QString type; ///< empty for any
    QString name; ///< a pattern; empty for any
    QString reason;
    QString who;
    qint64 beganMs = 0; ///< wall time
    qint64 endsMs = 0;  ///< wall time
    qint64 endsSteadyMs = 0;

    bool matches(const QString &ruleName, const AlertSubject &subject) const;

    friend bool operator==(const AlertSilence &a, const AlertSilence &b) = default;
};

/// The silence in the body of a request at `nowMs`, wall time: `rule`, `type`, `name`, `reason`, and `duration` in seconds or
/// `ends_at`. Errors: InvalidField.
Result<AlertSilence> alertSilenceFromJson(const QJsonObject &body, qint64 nowMs);
void writeAlertSilence(ObjectWriter &object, const AlertSilence &silence);

} // namespace Procession
