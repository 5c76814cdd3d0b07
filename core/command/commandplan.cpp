// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandplan.h"

#include <sys/stat.h>
#include <unistd.h>

namespace Procession {

QByteArrayList ownEnvironment(const QByteArrayList &without)
{
    QByteArrayList environment;
    for (char **variable = environ; variable && *variable; ++variable) {
        const QByteArray entry(*variable);
        if (!without.contains(entry.left(entry.indexOf('='))))
            environment.append(entry);
    }
    return environment;
}

bool goToOnePlace(int descriptor, int other)
{
    struct stat one = {};
    struct stat two = {};
    return ::fstat(descriptor, &one) == 0 && ::fstat(other, &two) == 0 && one.st_dev == two.st_dev
        && one.st_ino == two.st_ino && one.st_rdev == two.st_rdev;
}

} // namespace Procession
