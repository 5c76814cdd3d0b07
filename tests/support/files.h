// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QTest>

#include <sys/stat.h>

namespace Procession {

/// The last four octal digits; -1 where there is nothing.
inline int modeOf(const QString &path)
{
    struct stat about = {};
    return ::lstat(QFile::encodeName(path).constData(), &about) == 0 ? int(about.st_mode & 07777) : -1;
}

/// Empty where there is nothing.
inline QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// A new file gets `permissions`, less those that the umask takes away.
inline void writeFile(const QString &path, const QByteArray &content,
                      QFileDevice::Permissions permissions = QFileDevice::Permissions(0x6666))
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly, permissions));
    QCOMPARE(file.write(content), content.size());
}

} // namespace Procession
