// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "closeguard.h"

#include "preferences.h"

#include <QLocale>

namespace Procession {

CloseGuard::Outcome CloseGuard::onClose(const QString &setting, int live, int subscribers)
{
    if (live == 0 && subscribers == 0)
        return Quit;
    if (setting == Preferences::keepServing)
        return Keep;
    return setting == Preferences::quitServer ? Quit : Ask;
}

CloseGuard::Outcome CloseGuard::onQuit(const QString &setting, int live, int subscribers)
{
    const Outcome outcome = onClose(setting, live, subscribers);
    return outcome == Keep ? Ask : outcome;
}

QString CloseGuard::reason(int live, int subscribers)
{
    const QLocale locale;
    const QString processes =
        live == 1 ? tr("1 process is live") : tr("%1 processes are live").arg(locale.toString(live));
    if (subscribers == 0)
        return tr("%1.").arg(processes);
    if (live == 0) {
        return subscribers == 1 ? tr("1 subscriber follows this server.")
                                : tr("%1 subscribers follow this server.").arg(locale.toString(subscribers));
    }
    return subscribers == 1 ? tr("%1, and 1 subscriber follows.").arg(processes)
                            : tr("%1, and %2 subscribers follow.").arg(processes, locale.toString(subscribers));
}

} // namespace Procession
