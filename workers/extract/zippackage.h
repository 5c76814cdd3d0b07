// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "documentfailure.h"

#include <QByteArray>

#include <memory>

struct zip;

namespace Procession {

/// A DOCX or ODT file, which is a ZIP archive. It unpacks only the parts that are asked for, each up to a limit.
class ZipPackage
{
public:
    /// Refers to `content`, which must outlive it. Errors: `malformed`.
    static Result<ZipPackage> open(const QByteArray &content);

    bool contains(const QByteArray &name) const;
    /// A part, unpacked. Errors: `malformed`; `encrypted`; `too_large`.
    Result<QByteArray> read(const QByteArray &name) const;
    /// Of an OpenDocument file the part with its content. Errors: the same.
    Result<QByteArray> readOpenDocument() const;
    /// The same of the file whose bytes these are.
    static Result<QByteArray> readOpenDocument(const QByteArray &content);

private:
    struct Close
    {
        void operator()(struct zip *archive) const;
    };
    std::unique_ptr<struct zip, Close> m_archive;
};

} // namespace Procession
