// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "descriptor.h"

#include <QByteArray>

#include <optional>

namespace Procession {

/// One of the short text files in which the kernel tells figures: of /proc, or of a cgroup. Read once, whole. Any thread.
class ProcFile
{
public:
    /// Reads the file `path`, which is relative to the open folder `folder`. At most 1 MiB of it.
    ProcFile(int folder, const char *path);
    /// Reads an open file anew.
    explicit ProcFile(const Descriptor &file);

    /// Whether it could be read; an empty one can be.
    bool exists() const { return m_exists; }
    QByteArrayView text() const { return m_text; }
    /// The number of the line that begins with `key`, such as `Pss:`; of one that is a number alone with an empty key.
    std::optional<qint64> number(QByteArrayView key = {}) const;
    /// The sum of the numbers that follow each `key`, such as ` rbytes=`, wherever it stands.
    qint64 sum(QByteArrayView key) const;
    /// The number of its lines.
    int lines() const { return static_cast<int>(m_text.count('\n')); }

private:
    QByteArray m_text;
    bool m_exists = false;
};

} // namespace Procession
