// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "valueaxis.h"

#include <QColor>
#include <QFont>
#include <QQuickPaintedItem>

#include <array>

namespace Procession {

/// How many runs there were, and how many failures, hour by hour, day by day or week by week: two curves, one below the
/// other, on one axis of the calendar. Arrows move along the points.
///
/// Threads: the GUI's. Owner: QML.
class TrendView : public QQuickPaintedItem
{
    Q_OBJECT
    /// The begin of the first point, and the time from one to the next, ms; the first one since the epoch.
    Q_PROPERTY(double from MEMBER m_from WRITE setFrom NOTIFY dataChanged)
    Q_PROPERTY(double step MEMBER m_step WRITE setStep NOTIFY dataChanged)
    Q_PROPERTY(QList<double> runs MEMBER m_runs WRITE setRuns NOTIFY dataChanged)
    Q_PROPERTY(QList<double> failures MEMBER m_failures WRITE setFailures NOTIFY dataChanged)
    Q_PROPERTY(QFont font MEMBER m_font WRITE setFont NOTIFY lookChanged)
    Q_PROPERTY(QColor textColor MEMBER m_text WRITE setTextColor NOTIFY lookChanged)
    Q_PROPERTY(QColor dimColor MEMBER m_dim WRITE setDimColor NOTIFY lookChanged)
    Q_PROPERTY(QColor gridColor MEMBER m_grid WRITE setGridColor NOTIFY lookChanged)
    Q_PROPERTY(QColor runColor MEMBER m_runColor WRITE setRunColor NOTIFY lookChanged)
    Q_PROPERTY(QColor failureColor MEMBER m_failureColor WRITE setFailureColor NOTIFY lookChanged)
    /// The point that is pointed at, in words; empty for none. Where it is, from the left.
    Q_PROPERTY(QString pointedText READ pointedText NOTIFY pointedChanged)
    Q_PROPERTY(double pointedX READ pointedX NOTIFY pointedChanged)

public:
    explicit TrendView(QQuickItem *parent = nullptr);

    void setFrom(double from) { set(m_from, from, &TrendView::dataChanged); }
    void setStep(double step) { set(m_step, step, &TrendView::dataChanged); }
    void setRuns(const QList<double> &runs) { set(m_runs, runs, &TrendView::dataChanged); }
    void setFailures(const QList<double> &failures) { set(m_failures, failures, &TrendView::dataChanged); }
    void setFont(const QFont &font) { set(m_font, font, &TrendView::lookChanged); }
    void setTextColor(const QColor &color) { set(m_text, color, &TrendView::lookChanged); }
    void setDimColor(const QColor &color) { set(m_dim, color, &TrendView::lookChanged); }
    void setGridColor(const QColor &color) { set(m_grid, color, &TrendView::lookChanged); }
    void setRunColor(const QColor &color) { set(m_runColor, color, &TrendView::lookChanged); }
    void setFailureColor(const QColor &color) { set(m_failureColor, color, &TrendView::lookChanged); }

    QString pointedText() const;
    double pointedX() const { return m_pointed < 0 ? 0.0 : xOf(m_pointed); }

    void paint(QPainter *painter) override;

Q_SIGNALS:
    void dataChanged();
    void lookChanged();
    void pointedChanged();

protected:
    void geometryChange(const QRectF &newGeometry, const QRectF &oldGeometry) override;
    void hoverMoveEvent(QHoverEvent *event) override;
    void hoverLeaveEvent(QHoverEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    struct Lane
    {
        const QList<double> &values;
        QColor color;
        QRectF header;
        QRectF plot;
        ValueAxis scale;
    };
    template <typename T>
    void set(T &field, const T &value, void (TrendView::*changed)())
    {
        if (field == value)
            return;
        field = value;
        layOut();
        Q_EMIT(this->*changed)();
    }
    void layOut();
    void point(qsizetype at);
    double xOf(qsizetype at) const;
    std::array<Lane, 2> lanes() const;
    void paintTimes(QPainter &painter, const std::array<Lane, 2> &lanes) const;
    void paintLane(QPainter &painter, const Lane &lane, const QString &name) const;

    double m_from = 0.0;
    double m_step = 1.0;
    QList<double> m_runs;
    QList<double> m_failures;
    QFont m_font;
    QColor m_text = Qt::black;
    QColor m_dim = Qt::darkGray;
    QColor m_grid = Qt::lightGray;
    QColor m_runColor = Qt::blue;
    QColor m_failureColor = Qt::red;
    double m_left = 0.0; // of the plots
    qsizetype m_pointed = -1;
};

} // namespace Procession
