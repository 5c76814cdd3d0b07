// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Procession {

/// Parts the numbers of headings from their words where a program has written them without a space between, as
/// LibreOffice does in HTML: "1.2Scope" is "1.2 Scope". Keeps count, since "3D printing" may be a whole heading as well as
/// the third one. One for each document; one thread.
class GluedNumbers
{
public:
    /// A heading, the next one of the document, with a space behind its number, if it begins with one.
    QString parted(const QString &heading);
    /// The beginning of a paragraph, the same where its number has several parts or a full stop, and a capital follows.
    static QString partedClause(const QString &text);

private:
    int m_last = 0; // number of a heading of one part
};

} // namespace Procession
