// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rtfcodepages.h"

#include <QHash>
#include <QStringDecoder>

namespace Procession {

namespace {

/// As ICU calls it.
QByteArray nameOf(int codePage)
{
    static const QHash<int, QByteArray> names{{932, "windows-31j"}, {936, "GBK"},         {949, "windows-949"},
                                              {950, "Big5"},        {1361, "ibm-1363"},   {874, "windows-874"},
                                              {10000, "macintosh"}, {10001, "Shift_JIS"}, {10007, "x-mac-cyrillic"},
                                              {20866, "KOI8-R"},    {21866, "KOI8-U"},    {65001, "UTF-8"},
                                              {708, "ISO-8859-6"},  {28591, "ISO-8859-1"}};
    if (const auto name = names.constFind(codePage); name != names.cend())
        return *name;
    const QByteArray number = QByteArray::number(codePage);
    return codePage >= 1250 && codePage <= 1258 ? "windows-" + number : "ibm-" + number;
}

} // namespace

int rtfCodePageOf(int charset)
{
    static const QHash<int, int> pages{{77, 10000}, {128, 932},  {129, 949},  {130, 1361}, {134, 936},  {136, 950},
                                       {161, 1253}, {162, 1254}, {163, 1258}, {177, 1255}, {178, 1256}, {186, 1257},
                                       {204, 1251}, {222, 874},  {238, 1250}, {254, 437},  {255, 850}};
    return pages.value(charset);
}

QString decodedRtf(const QByteArray &bytes, int codePage)
{
    QStringDecoder decoder(nameOf(codePage).constData(), QStringConverter::Flag::Stateless);
    if (!decoder.isValid())
        decoder = QStringDecoder("windows-1252", QStringConverter::Flag::Stateless);
    return decoder.isValid() ? QString(decoder(bytes)) : QString::fromLatin1(bytes);
}

} // namespace Procession
