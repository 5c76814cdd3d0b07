// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "exitcode.h"
#include "terminal.h"

#include <QCoreApplication>

#include <array>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

struct Command
{
    QLatin1StringView name;
    QLatin1StringView summary;
    int (*run)(const QStringList &arguments);
};

constexpr std::array<Command, 31> commands{{
    {"run"_L1, "run a command as a tracked process"_L1, runCommand},
    {"tool"_L1, "have the server run a tool of its configuration"_L1, toolCommand},
    {"tools"_L1, "list the tools of the server"_L1, toolsCommand},
    {"ai"_L1, "ask an AI, and print its answer"_L1, aiCommand},
    {"document"_L1, "read a document: its text, headings, language"_L1, documentCommand},
    {"list"_L1, "list processes"_L1, listCommand},
    {"get"_L1, "show one process"_L1, getCommand},
    {"events"_L1, "tell what happened to one process"_L1, eventsCommand},
    {"attempts"_L1, "tell how each attempt of one process ended"_L1, attemptsCommand},
    {"graph"_L1, "show the processes that depend on each other around one"_L1, graphCommand},
    {"output"_L1, "print what one process printed, also as it comes"_L1, outputCommand},
    {"search"_L1, "look for a text in what one process printed"_L1, searchCommand},
    {"top"_L1, "show what runs, with CPU and memory, live"_L1, topCommand},
    {"watch"_L1, "follow what happens, live"_L1, watchCommand},
    {"start"_L1, "begin to track a process that you report yourself"_L1, startCommand},
    {"update"_L1, "report on a process"_L1, updateCommand},
    {"cancel"_L1, "cancel processes"_L1, cancelCommand},
    {"retry"_L1, "try failed processes again"_L1, retryCommand},
    {"delete"_L1, "forget finished processes"_L1, deleteCommand},
    {"types"_L1, "list the process types, or add one"_L1, typesCommand},
    {"policies"_L1, "list the retry policies, or set one"_L1, policiesCommand},
    {"schedule"_L1, "list the schedules, make, pause and run them"_L1, scheduleCommand},
    {"alerts"_L1, "list alerts and their rules, acknowledge, silence, try channels"_L1, alertsCommand},
    {"expect"_L1, "list which runs are expected of anybody's jobs, and expect some"_L1, expectCommand},
    {"ping"_L1, "say that a run of an expected job began, ended or failed"_L1, pingCommand},
    {"queue"_L1, "show what the server runs and what waits, pause it and resume it"_L1, queueCommand},
    {"stats"_L1, "tell how past runs went and how long they took"_L1, statsCommand},
    {"rag"_L1, "train on documents, and ask them"_L1, ragCommand},
    {"backup"_L1, "copy a server's database while it runs"_L1, backupCommand},
    {"export"_L1, "write all processes to a file"_L1, exportCommand},
    {"import"_L1, "take over what export wrote"_L1, importCommand},
}};

QString helpText()
{
    QString text = u"processionctl: reports to Procession and asks it.\n\n"
                   "Usage: processionctl COMMAND [options]\n\nCommands:\n"_s;
    for (const Command &command : commands)
        text += u"  "_s + QString(command.name).leftJustified(10) + command.summary + u'\n';
    text += u"\n'processionctl COMMAND --help' explains each.\n\n"
            "The server is at --url or PROCESSION_URL, else http://127.0.0.1:8000. The token is --token or\n"
            "PROCESSION_TOKEN, else the one that a server on this machine keeps in its data folder.\n\n"
            "Exit codes: 0 done, 1 the server refused, 2 wrong usage, 3 no server, 4 no such process.\n"
            "'run' exits as its command does: 128 + n where signal n ended it (130 for Ctrl-C), 127 where it isn't\n"
            "found, 126 where it can't be executed. The others end as SIGPIPE has it (141) once nobody reads what\n"
            "they print.\n"_s;
    return text;
}

} // namespace

int runProcessionctl(const QStringList &arguments)
{
    const QString name = arguments.value(1);
    if (name == "--version"_L1 || name == "-v"_L1) {
        Terminal::print(u"processionctl "_s + QCoreApplication::applicationVersion() + u'\n');
        return ExitCode::ok;
    }
    const bool wantsHelp = name == "--help"_L1 || name == "-h"_L1 || name == "help"_L1;
    if (wantsHelp && arguments.size() < 3) {
        Terminal::print(helpText());
        return ExitCode::ok;
    }
    const QString wanted = wantsHelp ? arguments.at(2) : name;
    for (const Command &command : commands) {
        if (wanted != command.name)
            continue;
        QStringList rest = arguments;
        rest.removeAt(1);
        if (wantsHelp)
            rest = {arguments.constFirst(), u"--help"_s};
        if (command.run != runCommand) // whose command learns of it, and goes on or not
            Terminal::endWithReader();
        return command.run(rest);
    }
    Terminal::printError(wanted.isEmpty()
                             ? u"say what to do; 'processionctl help' lists the commands."_s
                             : u"there is no command \"%1\"; 'processionctl help' lists them."_s.arg(wanted));
    return ExitCode::usage;
}

} // namespace Procession
