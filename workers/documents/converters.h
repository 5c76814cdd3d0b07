// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QStringList>

namespace Procession {

/// Another program that turns a format into text.
struct Converter
{
    QString program;
    QStringList arguments; ///< before the file's name
};

/// Those that read Word documents until 2003, the best first.
inline QList<Converter> docConverters()
{
    using namespace Qt::StringLiterals;
    return {{u"antiword"_s, {u"-m"_s, u"UTF-8.txt"_s, u"-w"_s, u"0"_s}}, {u"catdoc"_s, {u"-d"_s, u"utf-8"_s, u"-w"_s}}};
}

/// Where the extractor looks for them, whatever the environment of its parent says.
inline QStringList converterFolders()
{
    using namespace Qt::StringLiterals;
    return {u"/usr/local/bin"_s, u"/usr/bin"_s, u"/bin"_s};
}

} // namespace Procession
