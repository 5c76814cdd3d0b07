// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Plays a script to a rule and prints the messages, a line each: bench_messages RULE SCRIPT UNTIL
#include "alertscript.h"

#include <QCoreApplication>

#include <cstdio>

using namespace Procession;

int main(int argc, char *argv[])
{
    const QCoreApplication app(argc, argv);
    const QStringList arguments = app.arguments();
    if (arguments.size() != 4) {
        std::fputs("bench_messages RULE SCRIPT UNTIL\n", stderr);
        return 2;
    }
    AlertScript script(arguments[1].toUtf8());
    const QStringList lines = script.play(arguments[2], AlertScript::msOf(arguments[3]));
    for (const QString &line : lines)
        std::printf("%s\n", qPrintable(line));
    return 0;
}
