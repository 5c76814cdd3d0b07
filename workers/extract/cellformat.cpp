// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cellformat.h"

#include <QDateTime>
#include <QLocale>
#include <QRegularExpression>
#include <QSet>
#include <QTimeZone>

#include <cmath>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr double mostDays = 2'958'466; // the year 10000
constexpr int digitsThatCount = 15;    // of a double, as spreadsheets show it

QString knownCode(int id)
{
    switch (id) {
    case 9:
        return u"0%"_s;
    case 10:
        return u"0.00%"_s;
    case 14:
        return u"dd.mm.yyyy"_s; // the short date of the reader's own country
    case 15:
        return u"d-mmm-yy"_s;
    case 16:
        return u"d-mmm"_s;
    case 17:
        return u"mmm-yy"_s;
    case 18:
    case 20:
        return u"h:mm"_s;
    case 19:
    case 21:
        return u"h:mm:ss"_s;
    case 22:
        return u"dd.mm.yyyy h:mm"_s;
    case 45:
        return u"mm:ss"_s;
    default:
        return {};
    }
}

/// The first section of a code, without what is quoted, coloured or a locale.
QString bareCode(const QString &code)
{
    QString bare;
    bool isQuoted = false;
    int brackets = 0;
    for (qsizetype i = 0; i < code.size(); ++i) {
        const QChar c = code[i];
        if (c == u'"')
            isQuoted = !isQuoted;
        else if (isQuoted)
            continue;
        else if (c == u'_' || c == u'*')
            ++i;
        else if (c == u'\\')
            continue; // the next one stands for itself, as it does here anyway
        else if (c == u'[')
            ++brackets;
        else if (c == u']')
            brackets = std::max(0, brackets - 1);
        else if (c == u';' && brackets == 0)
            break;
        else if (brackets == 0)
            bare += c.toLower();
    }
    return bare;
}

/// A code of a moment in Qt's words: `mm` is minutes behind hours and in front of seconds, else a month.
QString momentFrom(const QString &bare)
{
    if (bare == "general"_L1
        || !(bare.contains(u'y') || bare.contains(u'd') || bare.contains(u'h') || bare.contains(u's')))
        return {};
    QString format;
    bool afterHours = false;
    for (qsizetype i = 0; i < bare.size();) {
        const QChar c = bare[i];
        qsizetype length = 1;
        while (i + length < bare.size() && bare[i + length] == c)
            ++length;
        if (c == u'y') {
            format += length > 2 ? u"yyyy"_s : u"yy"_s;
        } else if (c == u'd') {
            format += QString(std::min<qsizetype>(length, 4), u'd');
        } else if (c == u'h') {
            format += length > 1 ? u"HH"_s : u"H"_s;
            afterHours = true;
        } else if (c == u's') {
            format += length > 1 ? u"ss"_s : u"s"_s;
        } else if (c == u'm') {
            const qsizetype next = bare.indexOf(u's', i + length);
            const bool beforeSeconds = next >= 0 && next - i - length <= 1;
            format += QString(std::min<qsizetype>(length, 4), afterHours || beforeSeconds ? u'm' : u'M');
            afterHours = false;
        } else if (c == u'.' || c == u'/' || c == u'-' || c == u':' || c == u' ' || c == u',') {
            format += QString(length, c);
        }
        i += length;
    }
    return format.trimmed();
}

/// Whether a code is of a country that writes dates with points; "/" is then what parts them there.
bool hasDottedDates(const QString &code)
{
    // Such as [$-419], or [$-ru-RU] since 2016; the lower ten bits of the number are the language.
    static const QRegularExpression locale(uR"(\[\$[^\]-]*-([0-9A-Fa-f]{3,8}|[a-z]{2})\b)"_s);
    const QString found = locale.match(code).captured(1);
    static const QSet<int> numbers{0x05, 0x07, 0x0b, 0x14, 0x15, 0x19, 0x1f, 0x22, 0x23, 0x3f};
    static const QSet<QString> names{u"cs"_s, u"de"_s, u"fi"_s, u"nb"_s, u"pl"_s,
                                     u"ru"_s, u"tr"_s, u"uk"_s, u"be"_s, u"kk"_s};
    constexpr uint languageBits = 0x3ff;
    return names.contains(found) || numbers.contains(static_cast<int>(found.toUInt(nullptr, 16) & languageBits));
}

QString numberOf(double value)
{
    // 0.1 + 0.2 is shown as 0.3.
    const double rounded = QString::number(value, 'g', digitsThatCount).toDouble();
    return std::fabs(rounded) < 1e15 ? QLocale::c().toString(rounded, 'f', QLocale::FloatingPointShortest).remove(u',')
                                     : QString::number(rounded, 'g', digitsThatCount);
}

} // namespace

CellFormat::CellFormat(int id, const QString &code)
{
    const QString bare = bareCode((code.isEmpty() ? knownCode(id) : code).left(200));
    m_isShare = bare.contains(u'%');
    if (m_isShare) {
        const qsizetype point = bare.indexOf(u'.');
        while (point >= 0 && point + 1 + m_decimals < bare.size() && bare[point + 1 + m_decimals] == u'0')
            ++m_decimals;
    } else {
        m_moment = momentFrom(bare);
        if (hasDottedDates(code.left(200)))
            m_moment.replace(u'/', u'.');
    }
}

QString CellFormat::text(double value, bool is1904) const
{
    if (!std::isfinite(value))
        return {};
    if (m_isShare)
        return QString::number(value * 100, 'f', std::min(m_decimals, 10)) + u'%';
    if (!isMoment() || value < 0 || value >= mostDays)
        return numberOf(value);
    // Day 60 of the other calendar is 29 February 1900, which there never was.
    const QDate begin = is1904 ? QDate(1904, 1, 1) : value < 60 ? QDate(1899, 12, 31) : QDate(1899, 12, 30);
    const auto days = static_cast<qint64>(value);
    const auto ms = static_cast<qint64>(std::llround((value - static_cast<double>(days)) * 86'400'000.0));
    const QDateTime moment = QDateTime(begin.addDays(days), QTime(0, 0), Qt::UTC).addMSecs(ms);
    return QLocale::c().toString(moment, m_moment);
}

} // namespace Procession
