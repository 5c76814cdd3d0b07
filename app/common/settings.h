// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "aioptions.h"
#include "alertsettings.h"
#include "cleanup.h"
#include "deadlinemonitor.h"
#include "documentoptions.h"
#include "outputstore.h"
#include "processtracker.h"
#include "ragoptions.h"
#include "result.h"
#include "retryengine.h"
#include "rollupfile.h"
#include "roomoptions.h"
#include "schedule.h"
#include "serveroptions.h"
#include "sqlitestore.h"
#include "tooloptions.h"

#include <QMap>
#include <QProcessEnvironment>
#include <QStringList>
#include <QUrl>

namespace Procession {

/// How much of the output of attempts is kept. Plain data.
struct OutputSettings
{
    qint64 maxBytesPerAttempt = OutputLimits().bytesPerAttempt;
    qint64 maxBytes = OutputLimits().bytesInAll; ///< of all together, on the disk

    friend bool operator==(const OutputSettings &a, const OutputSettings &b) = default;
};

/// All that can be configured of processiond, and of the server inside the desktop. Plain data; what stands here
/// is the default.
struct Settings
{
    ServerOptions server;
    TrackerOptions tracker;
    DeadlineOptions deadlines;
    RetryOptions retry;
    CleanupOptions cleanup;
    DocumentOptions documents;
    qsizetype logCapacity = EventLog::defaultCapacity;

    QList<ProcessType> processTypes;              ///< beyond the six built-in ones
    QMap<ProcessType, RetryPolicy> retryPolicies; ///< in place of the built-in ones, or beyond them

    QList<ScheduleDefinition> schedules; ///< those of the configuration file

    AlertSettings alerts; ///< channels, and the rules of the configuration file

    ToolOptions tools; ///< and the commands that clients may hand over
    AiOptions ai;
    RagOptions rag;   ///< its documents and data folder are these
    RoomOptions room; ///< for the work of this server
    StoreOptions store;
    RollupRetention analytics;
    OutputSettings output;
    QString dataDir;  ///< empty never: the user's data folder unless configured
    QByteArray token; ///< empty: the one in the data folder
    bool skipAuth = false;

    friend bool operator==(const Settings &a, const Settings &b) = default;
};

/// Where data goes unless configured: the user's data folder (XDG_DATA_HOME) + `/procession`.
QString defaultDataDir();
/// The file that is read where none is named: the user's or the machine's `procession/procession.toml`. Empty where
/// there is none.
QString defaultConfigFile();

/// The result of reading a command line: settings, or in their place a text that was asked for (--help, --version).
struct CommandLine
{
    Settings settings;
    QString text;
    QUrl connect;      ///< the server to look at, in place of one of its own; empty for that. The desktop's
    QString tokenFile; ///< the file with the token of that server; empty where none was named
};

/// The servers that a program can show.
enum class Offers : quint8 { OwnServer, RemoteServers };

/// Reads the configuration of a program: defaults, then the TOML file, then the environment, then flags. A later source
/// wins over an earlier one. A program that offers remote servers also takes --connect and --token-file. Needs a
/// QCoreApplication, whose name stands in the help text.
/// Errors: InvalidField, with file, line and column where the file is at fault.
Result<CommandLine> readCommandLine(const QStringList &arguments, const QProcessEnvironment &environment,
                                    Offers offers = Offers::OwnServer);

/// The URL of a server: http or https, a host, and neither query nor fragment. Nothing where the text is none.
std::optional<QUrl> httpUrlFrom(const QString &text);

/// Reads a TOML file over `settings`. Errors: Io; InvalidField, with file, line and column.
Result<void> readSettingsFile(const QString &path, Settings &settings);

} // namespace Procession
