// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandplan.h"

#include <algorithm>
#include <array>
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

QByteArrayList sharedEnvironment()
{
    static constexpr std::array names{"PATH", "HOME", "USER", "LOGNAME", "LANG", "LANGUAGE", "TZ", "TMPDIR"};
    QByteArrayList shared;
    for (const QByteArray &variable : ownEnvironment()) {
        const QByteArray name = variable.left(variable.indexOf('='));
        if (name.startsWith("LC_") || std::find(names.begin(), names.end(), name) != names.end())
            shared.append(variable);
    }
    return shared;
}

bool goToOnePlace(int descriptor, int other)
{
    struct stat one = {};
    struct stat two = {};
    return ::fstat(descriptor, &one) == 0 && ::fstat(other, &two) == 0 && one.st_dev == two.st_dev
        && one.st_ino == two.st_ino && one.st_rdev == two.st_rdev;
}

} // namespace Procession
