// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSettings>
#include <QtQml/qqmlregistration.h>

namespace Procession {

/// What the user chose for the window, kept from one start to the next. Threads: the GUI's.
class Preferences : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    /// `light`, `dark`, or `system` for whatever the desktop has.
    Q_PROPERTY(QString colours READ colours WRITE setColours NOTIFY coloursChanged)
    /// Whether nothing moves by itself; where nobody chose, what PROCESSION_REDUCED_MOTION says (1 for yes).
    Q_PROPERTY(bool reducedMotion READ reducedMotion CONSTANT)
    /// For how many seconds a cancel can be undone, 0 to 60; at 0 it can't.
    Q_PROPERTY(int undoSeconds READ undoSeconds CONSTANT)
    /// What closing the window does to a server that is needed: `ask`, `keep` (it goes on in the background) or
    /// `quit`. Whatever else the file says is `ask`.
    Q_PROPERTY(QString onClose READ onClose WRITE setOnClose NOTIFY onCloseChanged)
    /// Whether the details have a place beside the list where the window is wide enough; otherwise they lie over it.
    Q_PROPERTY(bool detailsDocked READ areDetailsDocked WRITE setDetailsDocked NOTIFY detailsDockedChanged)
    /// The width of the details that the user chose; 0 for none.
    Q_PROPERTY(int detailsWidth READ detailsWidth WRITE setDetailsWidth NOTIFY detailsWidthChanged)

public:
    static constexpr QLatin1StringView askFirst{"ask"};
    static constexpr QLatin1StringView keepServing{"keep"};
    static constexpr QLatin1StringView quitServer{"quit"};

    using QObject::QObject;

    QString colours() const;
    void setColours(const QString &colours);
    bool reducedMotion() const;
    int undoSeconds() const;
    QString onClose() const;
    void setOnClose(const QString &choice);
    bool areDetailsDocked() const;
    void setDetailsDocked(bool docked);
    int detailsWidth() const;
    void setDetailsWidth(int width);

Q_SIGNALS:
    void coloursChanged();
    void onCloseChanged();
    void detailsDockedChanged();
    void detailsWidthChanged();

private:
    QSettings m_settings;
};

} // namespace Procession
