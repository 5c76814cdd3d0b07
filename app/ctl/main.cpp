// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "bytetext.h"
#include "commands.h"
#include "programstart.h"
#include "version.h"

#include <QCoreApplication>

int main(int argc, char *argv[])
{
    Procession::prepareProgram();
    QStringList arguments; // not QCoreApplication's, which lose what isn't UTF-8
    for (int i = 0; i < argc; ++i)
        arguments.append(Procession::ByteText::fromBytes(argv[i]));
    QCoreApplication application(argc, argv);
    application.setApplicationName(QStringLiteral("processionctl"));
    application.setApplicationVersion(Procession::programVersion);
    return Procession::runProcessionctl(arguments);
}
