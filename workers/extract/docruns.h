// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "docbinary.h"

namespace Procession {

/// Where in a Word document which properties begin and end: pages of 512 bytes (FKP), each of a range of its stream.
class DocRuns
{
public:
    enum class Kind : quint8 { Paragraphs, Characters };

    /// `doc` must outlive this.
    DocRuns(const DocBinary &doc, Kind kind);

    struct Run
    {
        qint64 end = 0;          ///< where in the stream it ends (FC)
        BinaryView properties{}; ///< of paragraphs, behind the number of their style
    };
    /// The run that a byte of the stream is in; one without properties that ends right behind it, where it is in none.
    Run find(qint64 at) const;

private:
    Run runIn(const BinaryView &page, int index) const;

    BinaryView m_document;
    DocPlc m_pages;
    Kind m_kind;
};

} // namespace Procession
