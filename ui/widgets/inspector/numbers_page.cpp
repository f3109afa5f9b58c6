#include "ui/widgets/inspector/numbers_page.h"

#include "core/analyse/cosine.h"
#include "core/analyse/unit_rows.h"
#include "ui/models/number_text.h"
#include "ui/widgets/inspector/fingerprint_tile.h"
#include "ui/widgets/look/elided_label.h"
#include "ui/widgets/look/look.h"

#include <QApplication>
#include <QClipboard>
#include <QFontDatabase>
#include <QGridLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <charconv>

using namespace Qt::StringLiterals;

namespace embedscope {

namespace {

constexpr std::size_t kShownNumbers = 10;

std::shared_ptr<const StoredVector> vectorOf(const Document &document, TextId id)
{
    const auto index = document.corpus().indexOf(id);
    if (!index)
        return {};
    return document.entryOf(document.corpus().texts[*index]).vector;
}

/// ", a vector of length 1:"; services may send others.
QString lengthWords(const std::vector<float> &values)
{
    const LengthRange length = lengthsOf(MatrixView(values.data(), 1, values.size()));
    if (length.unit())
        return NumbersPage::tr(", a vector of length 1:");
    return NumbersPage::tr(", a vector of length %1, on which distances depend, similarities and angles do not:")
        .arg(length.greatest, 0, 'g', 4);
}

} // namespace

QString vectorAsJson(const std::vector<float> &values, std::size_t shown)
{
    QString out = u"["_s;
    const std::size_t count = shown == 0 ? values.size() : std::min(shown, values.size());
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0)
            out += u", "_s;
        if (shown == 0) {
            char digits[32];
            const auto end = std::to_chars(digits, digits + sizeof digits, values[i]).ptr;
            out += QLatin1StringView(digits, end - digits);
        } else {
            out += QString::number(static_cast<double>(values[i]), 'f', 4);
        }
    }
    if (count < values.size())
        out += u",\n"_s + NumbersPage::tr("… %n more", nullptr, static_cast<int>(values.size() - count)) + u' ';
    return out + u']';
}

NumbersPage::NumbersPage(Document &document, QWidget *parent)
    : HintPage(new QScrollArea, parent),
      m_document(document),
      m_title(new ElidedLabel),
      m_about(makeLabel({}, LabelKind::Secondary)),
      m_json(new QPlainTextEdit),
      m_copy(new QPushButton(tr("Cop&y all"))),
      m_tiles{new FingerprintTile, new FingerprintTile},
      m_names{new ElidedLabel, new ElidedLabel},
      m_pair(new QWidget),
      m_cosine(new QLabel),
      m_angle(new QLabel),
      m_distance(new QLabel)
{
    auto *scroll = static_cast<QScrollArea *>(widget(0));
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *content = new QWidget;
    content->setBackgroundRole(QPalette::Base);
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(16, 14, 16, 16);
    layout->setSpacing(6);

    QFont strong = m_title->font();
    strong.setWeight(QFont::DemiBold);
    m_title->setFont(strong);
    m_json->setReadOnly(true);
    m_json->setTabChangesFocus(true);
    QFont fixed = m_json->font(); // its size is the program's
    fixed.setFamilies(QFontDatabase::systemFont(QFontDatabase::FixedFont).families());
    m_json->setFont(fixed);
    m_json->setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    m_json->setAccessibleName(tr("The first numbers of the vector"));
    m_json->setObjectName(u"vectorJson"_s);
    m_copy->setProperty("link", true);
    m_copy->setObjectName(u"copyVector"_s);
    m_copy->setToolTip(tr("Copies the whole vector as JSON"));
    m_copy->setAccessibleDescription(m_copy->toolTip());
    layout->addWidget(m_title);
    layout->addWidget(m_about);
    layout->addWidget(m_json);
    layout->addWidget(m_copy, 0, Qt::AlignRight);
    layout->addWidget(makeLabel(tr("Fingerprints, one square a number"), LabelKind::Secondary));
    auto *tiles = new QGridLayout;
    tiles->setHorizontalSpacing(16);
    tiles->setVerticalSpacing(2);
    for (int i = 0; i < 2; ++i) {
        QFont small = m_names[i]->font();
        small.setWeight(QFont::DemiBold);
        m_names[i]->setFont(small);
        tiles->addWidget(m_tiles[i], 0, i, Qt::AlignTop);
        tiles->addWidget(m_names[i], 1, i);
        tiles->setColumnStretch(i, 1);
    }
    layout->addLayout(tiles);

    auto *pair = new QGridLayout(m_pair);
    pair->setContentsMargins(0, 12, 0, 0);
    pair->setVerticalSpacing(6);
    pair->addWidget(makeLabel(tr("How alike are they?"), LabelKind::Strong), 0, 0, 1, 2);
    const std::pair<QString, QLabel *> lines[] = {
        {tr("similarity (cosine)"), m_cosine}, {tr("angle"), m_angle}, {tr("distance (Euclidean)"), m_distance}};
    int row = 1;
    for (const auto &[name, value] : lines) {
        QFont bold = value->font();
        bold.setWeight(QFont::DemiBold);
        value->setFont(bold);
        value->setTextFormat(Qt::PlainText);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        pair->addWidget(makeLabel(name, LabelKind::Secondary), row, 0);
        pair->addWidget(value, row, 1, Qt::AlignRight);
        ++row;
    }
    m_cosine->setObjectName(u"pairCosine"_s);
    layout->addWidget(m_pair);
    layout->addStretch();
    scroll->setWidget(content);

    connect(m_copy, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(vectorAsJson(m_values, 0)); });
}

QString NumbersPage::json() const
{
    return m_json->toPlainText();
}

void NumbersPage::refresh()
{
    // What is shown: the two selected texts; the selected one, beside it the anchor; the anchor alone.
    std::vector<TextId> ids;
    const std::set<TextId> &selection = m_document.view().selection;
    const TextId anchor = m_document.anchorId();
    if (selection.size() == 2) {
        for (const Text &text : m_document.corpus().texts)
            if (selection.count(text.id))
                ids.push_back(text.id);
        if (ids.size() == 2 && ids[1] == anchor)
            std::swap(ids[0], ids[1]);
    } else if (selection.size() == 1 && *selection.begin() != anchor) {
        ids = {*selection.begin(), anchor};
    } else {
        ids = {anchor};
    }
    std::vector<std::shared_ptr<const StoredVector>> vectors;
    std::vector<QString> names;
    for (const TextId id : ids) {
        const auto index = m_document.corpus().indexOf(id);
        if (const auto vector = vectorOf(m_document, id); vector && index) {
            vectors.push_back(vector);
            names.push_back(QString::fromStdString(m_document.corpus().texts[*index].text));
        }
    }
    if (vectors.empty()) {
        showHint(m_document.corpus().empty() ? tr("Type a sentence on the left: here are the numbers it becomes.")
                                             : tr("The numbers of this text are not there yet."));
        return;
    }
    showContent();
    m_values.assign(vectors[0]->values.begin(), vectors[0]->values.end());
    m_title->setFullText(names[0]);
    m_about->setText(
        counted(static_cast<int>(m_values.size()), tr("is %n number to the model"), tr("is %n numbers to the model")) +
        lengthWords(m_values));
    m_json->setPlainText(vectorAsJson(m_values, kShownNumbers));
    const int lines = 4;
    m_json->setFixedHeight(m_json->fontMetrics().lineSpacing() * (lines + 1) + 18);
    for (std::size_t i = 0; i < 2; ++i) {
        const bool there = i < vectors.size();
        m_tiles[i]->setVisible(there);
        m_names[i]->setVisible(there);
        if (there) {
            m_tiles[i]->setVector({vectors[i]->values.begin(), vectors[i]->values.end()});
            m_names[i]->setFullText(names[i]);
        }
    }
    const bool two = vectors.size() == 2 && vectors[0]->values.size() == vectors[1]->values.size();
    m_pair->setVisible(two);
    if (two) {
        const auto cosine = cosineSimilarity(vectors[0]->values, vectors[1]->values);
        const auto angle = angleDegrees(vectors[0]->values, vectors[1]->values);
        const auto distance = euclideanDistance(vectors[0]->values, vectors[1]->values);
        m_cosine->setText(similarityText(cosine));
        m_angle->setText(angle ? tr("%1°").arg(*angle, 0, 'f', 1) : u"–"_s);
        m_distance->setText(distance ? QString::number(*distance, 'f', 3) : u"–"_s);
    }
}

} // namespace embedscope
