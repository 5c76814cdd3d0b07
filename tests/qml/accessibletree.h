// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAccessible>
#include <QAccessibleInterface>
#include <QMetaEnum>
#include <QObject>
#include <QQuickWindow>
#include <QStringList>

namespace Procession {

/// What a screen reader is told of a window, for tests: through the interfaces that the platform's bridge reads.
class AccessibleTree : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Each thing in the window that isn't hidden, as `Role|name|text|states`; the states are those of `readonly`,
    /// `focusable` and `checked` that it has, parted by spaces.
    Q_INVOKABLE static QStringList shown(QQuickWindow *window)
    {
        QStringList lines;
        add(lines, QAccessible::queryAccessibleInterface(window));
        return lines;
    }

private:
    static void add(QStringList &lines, QAccessibleInterface *item)
    {
        if (!item)
            return;
        const QAccessible::State state = item->state();
        if (state.invisible)
            return;
        const char *role = QMetaEnum::fromType<QAccessible::Role>().valueToKey(item->role());
        QString text = item->text(QAccessible::Value);
        if (QAccessibleTextInterface *content = item->textInterface(); content && text.isEmpty())
            text = content->text(0, content->characterCount());
        QStringList states;
        if (state.readOnly)
            states.append(QStringLiteral("readonly"));
        if (state.focusable)
            states.append(QStringLiteral("focusable"));
        if (state.checked)
            states.append(QStringLiteral("checked"));
        lines.append(
            QStringList{QLatin1StringView(role), item->text(QAccessible::Name), text, states.join(u' ')}.join(u'|'));
        for (int at = 0; at < item->childCount(); ++at)
            add(lines, item->child(at));
    }
};

} // namespace Procession
