// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cronparser.h"

#include "nearestname.h"

#include <QStringList>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// One of the fields: its name, its numbers, and the names of those.
struct FieldForm
{
    QLatin1StringView name;
    unsigned first = 0;
    unsigned last = 59;
    QStringList names{}; // of the numbers from `first` on
};

const FieldForm secondForm{"second"_L1};
const FieldForm minuteForm{"minute"_L1};
const FieldForm hourForm{"hour"_L1, 0, 23};
const FieldForm dayForm{"day of the month"_L1, 1, 31};

const FieldForm &monthForm()
{
    static const FieldForm form{"month"_L1,
                                1,
                                12,
                                {u"jan"_s, u"feb"_s, u"mar"_s, u"apr"_s, u"may"_s, u"jun"_s, u"jul"_s, u"aug"_s,
                                 u"sep"_s, u"oct"_s, u"nov"_s, u"dec"_s}};
    return form;
}

const FieldForm &weekdayForm()
{
    static const FieldForm form{
        "day of the week"_L1, 0, 7, {u"sun"_s, u"mon"_s, u"tue"_s, u"wed"_s, u"thu"_s, u"fri"_s, u"sat"_s}};
    return form;
}

struct Alias
{
    QLatin1StringView name;
    QLatin1StringView fields;
};

constexpr std::array aliases{
    Alias{"@yearly"_L1, "0 0 1 1 *"_L1}, Alias{"@annually"_L1, "0 0 1 1 *"_L1}, Alias{"@monthly"_L1, "0 0 1 * *"_L1},
    Alias{"@weekly"_L1, "0 0 * * 0"_L1}, Alias{"@daily"_L1, "0 0 * * *"_L1},    Alias{"@midnight"_L1, "0 0 * * *"_L1},
    Alias{"@hourly"_L1, "0 * * * *"_L1},
};

Error wrong(const FieldForm &form, QStringView part, const QString &why)
{
    return Error{ErrorCode::InvalidField, u"The %1 \"%2\" isn't one: %3"_s.arg(form.name, part, why), {}};
}

/// Digits alone: no sign, no blank.
std::optional<unsigned> numberOf(QStringView text)
{
    if (text.isEmpty() || text.size() > 4)
        return std::nullopt;
    unsigned number = 0;
    for (const QChar character : text) {
        if (character < u'0' || character > u'9')
            return std::nullopt;
        number = number * 10 + static_cast<unsigned>(character.unicode() - u'0');
    }
    return number;
}

Result<unsigned> valueOf(const FieldForm &form, QStringView text)
{
    const QString name = text.toString().toLower();
    if (const qsizetype index = form.names.indexOf(name); index >= 0)
        return form.first + static_cast<unsigned>(index);
    const auto number = numberOf(text);
    if (number && *number >= form.first && *number <= form.last)
        return *number;
    QString why = u"it is a number from %1 to %2"_s.arg(form.first).arg(form.last);
    if (!number && !form.names.isEmpty())
        why += u", or a name such as %1%2"_s.arg(form.names.first(), suggestion(name, form.names));
    return wrong(form, text, why.endsWith(u'?') || why.endsWith(u'.') ? why : why + u'.');
}

/// A number, a range or a step, as a field of any kind may have them: adds its numbers to `field`.
Result<void> addRange(const FieldForm &form, QStringView part, CronField &field)
{
    const qsizetype slash = part.indexOf(u'/');
    const QStringView range = slash < 0 ? part : part.first(slash);
    unsigned step = 1;
    if (slash >= 0) {
        const auto number = numberOf(part.sliced(slash + 1));
        if (!number || *number == 0 || *number > form.last)
            return wrong(form, part, u"a step is a number from 1 to %1."_s.arg(form.last));
        step = *number;
    }

    unsigned from = form.first;
    unsigned to = form.last;
    const bool isWeekday = &form == &weekdayForm();
    if (range == u"*" || range == u"?") {
        if (isWeekday)
            to = 6; // 7 is Sunday once more
    } else {
        const qsizetype dash = range.indexOf(u'-');
        const auto first = valueOf(form, dash < 0 ? range : range.first(dash));
        if (!first)
            return first.error();
        from = *first;
        if (dash >= 0) {
            const auto second = valueOf(form, range.sliced(dash + 1));
            if (!second)
                return second.error();
            to = isWeekday && *second == 0 && from > 0 ? 7 : *second; // from Friday to Sunday
        } else if (slash < 0) {
            to = from;
        }
        if (from > to) {
            return wrong(form, part,
                         u"a range goes upwards; write %1-%2,%3-%4 to pass its end."_s.arg(from)
                             .arg(isWeekday ? 6 : form.last)
                             .arg(form.first)
                             .arg(to));
        }
    }
    for (unsigned value = from; value <= to; value += step)
        field.values |= quint64(1) << (isWeekday && value == 7 ? 0 : value);
    return {};
}

/// Calls `add` for each part of the list.
template <typename Add>
Result<void> forEachPart(const FieldForm &form, QStringView text, CronField &field, Add add)
{
    field.isWildcard = text.startsWith(u'*') || text == u"?";
    const auto parts = text.split(u',');
    for (const QStringView part : parts) {
        if (part.isEmpty())
            return wrong(form, text, u"a part of the list is empty."_s);
        if (auto added = add(part); !added)
            return added;
    }
    return {};
}

Result<void> readField(const FieldForm &form, QStringView text, CronField &field)
{
    return forEachPart(form, text, field, [&](QStringView part) { return addRange(form, part, field); });
}

Result<void> readDays(QStringView text, CronField &field, CronMonthDays &special)
{
    return forEachPart(dayForm, text, field, [&](QStringView part) -> Result<void> {
        if (part.compare(u"LW", Qt::CaseInsensitive) == 0) {
            special.lastWeekday = true;
        } else if (part.startsWith(u'L', Qt::CaseInsensitive)) {
            const auto before = part.size() == 1 ? 0 : part.at(1) == u'-' ? numberOf(part.sliced(2)) : std::nullopt;
            if (!before || *before > 30)
                return wrong(dayForm, part, u"the last day is L, the third one before it L-3, the last weekday LW."_s);
            special.beforeLast |= quint32(1) << *before;
        } else if (part.endsWith(u'W', Qt::CaseInsensitive)) {
            const auto day = valueOf(dayForm, part.chopped(1));
            if (!day)
                return wrong(dayForm, part, u"the weekday nearest to a day is a number with W, such as 15W."_s);
            special.nearestWeekday |= quint32(1) << *day;
        } else {
            return addRange(dayForm, part, field);
        }
        return {};
    });
}

Result<void> readWeekdays(QStringView text, CronField &field, CronMonthDays &special)
{
    const FieldForm &form = weekdayForm();
    return forEachPart(form, text, field, [&](QStringView part) -> Result<void> {
        const qsizetype hash = part.indexOf(u'#');
        if (hash >= 0) {
            const auto weekday = valueOf(form, part.first(hash));
            const auto place = numberOf(part.sliced(hash + 1));
            if (!weekday || !place || *place < 1 || *place > 5)
                return wrong(form, part, u"the third Friday is FRI#3; the last number is from 1 to 5."_s);
            quint8 &places = special.nthWeekday[*weekday % 7];
            places = static_cast<quint8>(places | 1U << *place);
        } else if (part.endsWith(u'L', Qt::CaseInsensitive)) {
            const auto weekday = valueOf(form, part.chopped(1));
            if (!weekday)
                return wrong(form, part, u"the last Friday of a month is 5L or FRIL."_s);
            special.lastOfWeekday = static_cast<quint8>(special.lastOfWeekday | 1U << *weekday % 7);
        } else {
            return addRange(form, part, field);
        }
        return {};
    });
}

Result<QString> withoutAlias(const QString &text)
{
    if (!text.startsWith(u'@'))
        return text;
    QStringList names;
    for (const Alias &alias : aliases) {
        if (text.compare(alias.name, Qt::CaseInsensitive) == 0)
            return QString(alias.fields);
        names += alias.name;
    }
    return Error{ErrorCode::InvalidField, u"\"%1\" is no known rule%2"_s.arg(text, suggestion(text, names)), {}};
}

} // namespace

Result<CronFields> parseCronFields(QStringView given)
{
    if (given.size() > CronExpression::maxLength) {
        return Error{ErrorCode::InvalidField,
                     u"A cron expression has at most %1 characters."_s.arg(CronExpression::maxLength),
                     {}};
    }
    const auto text = withoutAlias(given.toString().simplified());
    if (!text)
        return text.error();
    QList<QStringView> parts = QStringView(*text).split(u' ', Qt::SkipEmptyParts);
    if (parts.size() != 5 && parts.size() != 6) {
        return Error{
            ErrorCode::InvalidField,
            u"A cron expression has five fields (minute, hour, day of the month, month, day of the week), or six "
            "with the second before them; \"%1\" has %2."_s.arg(given)
                .arg(parts.size()),
            {}};
    }
    CronFields fields;
    fields.seconds.values = 1;
    if (parts.size() == 6) {
        fields.seconds.values = 0;
        if (auto read = readField(secondForm, parts.takeFirst(), fields.seconds); !read)
            return read.error();
    }
    if (auto read = readField(minuteForm, parts.at(0), fields.minutes); !read)
        return read.error();
    if (auto read = readField(hourForm, parts.at(1), fields.hours); !read)
        return read.error();
    if (auto read = readDays(parts.at(2), fields.days, fields.monthDays); !read)
        return read.error();
    if (auto read = readField(monthForm(), parts.at(3), fields.months); !read)
        return read.error();
    if (auto read = readWeekdays(parts.at(4), fields.weekdays, fields.monthDays); !read)
        return read.error();
    return fields;
}

} // namespace Procession
