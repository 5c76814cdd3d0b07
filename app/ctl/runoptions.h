// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "attemptlimits.h"
#include "commandtext.h"
#include "processid.h"

#include <QByteArrayList>
#include <QRegularExpression>
#include <QString>

#include <chrono>
#include <optional>

namespace Procession {

/// The options of `processionctl run`. Plain data.
struct RunOptions
{
    QByteArrayList command;                             ///< as it was given, byte for byte
    CommandLineDetail told = CommandLineDetail::Masked; ///< how much of the command the server is told
    ProcessId id;                                       ///< never null
    QString type;
    QString name;
    QString description;
    QString expectation;           ///< that it is a run of; empty for none
    std::optional<double> timeout; ///< seconds of running, for each attempt
    double heartbeatTimeout = 30;  ///< seconds
    std::optional<int> retries;    ///< after the first attempt; empty: as the server's policy for the type says
    double retryDelay = 1;         ///< seconds
    double retryMaxDelay = 60;     ///< seconds; never less than retryDelay
    std::optional<QRegularExpression> progressPattern;
    std::chrono::milliseconds grace{10000};
    std::chrono::milliseconds finalWait{30000}; ///< how long to wait for the server to take the last report
    /// The same after a timeout while the server is away: the server ends the process by its own clock.
    std::chrono::milliseconds timedOutWait{2000};
    AttemptLimits limits{}; ///< the server acts on all of them, and this program on those of memory and CPU time
    bool requireServer = false;
    bool passToken = false;    ///< the command finds the token in its environment
    bool readsProgress = true; ///< looks for progress in what it prints
    bool sendsOutput = true;
};

} // namespace Procession
