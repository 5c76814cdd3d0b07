// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include <QCoreApplication>

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    application.setApplicationName(QStringLiteral("processionctl"));
    application.setApplicationVersion(QStringLiteral(PROCESSION_VERSION));
    return Procession::runProcessionctl(application.arguments());
}
