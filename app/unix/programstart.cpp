// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "programstart.h"

#include <csignal>
#include <sys/stat.h>

namespace Procession {

void keepFilesPrivate()
{
    ::umask(S_IRWXG | S_IRWXO);
}

void outliveFileSizeLimit()
{
    std::signal(SIGXFSZ, SIG_IGN);
}

} // namespace Procession
