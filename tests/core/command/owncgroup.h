// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayList>
#include <QFile>

namespace Procession {

/// The folder of this program's own cgroup (v2), delegated or not; it may be missing.
inline QByteArray ownCgroup()
{
    QFile own(QStringLiteral("/proc/self/cgroup"));
    QByteArray path;
    if (own.open(QIODevice::ReadOnly)) {
        for (const QByteArray &line : own.readAll().split('\n')) {
            if (line.startsWith("0::/"))
                path = line.sliced(3);
        }
    }
    for (const QByteArray &mount : {QByteArray("/sys/fs/cgroup"), QByteArray("/sys/fs/cgroup/unified")}) {
        if (QFile::exists(QFile::decodeName(mount + path + "/cgroup.controllers")))
            return mount + path;
    }
    return "/no/cgroup";
}

} // namespace Procession
