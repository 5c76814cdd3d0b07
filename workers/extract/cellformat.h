// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Procession {

/// How a spreadsheet shows a number: as a number, a share or a moment.
class CellFormat
{
public:
    CellFormat() = default;
    /// `id` is one that all programs know, such as 14 for a date; `code` is that of others, such as `dd.mm.yyyy`.
    explicit CellFormat(int id, const QString &code = {});

    /// `is1904` says from when days are counted.
    QString text(double value, bool is1904) const;

private:
    bool isMoment() const { return !m_moment.isEmpty(); }

    QString m_moment; // as QDateTime::toString() takes it
    bool m_isShare = false;
    int m_decimals = 0; // of a share
};

} // namespace Procession
