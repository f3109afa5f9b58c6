// Names given groups of texts by their words. Reads lines "group<TAB>text" from standard input, writes a line
// "group<TAB>name" for each group, in the order of their first texts. bench_names.py judges the names.

#include "core/explore/clusters/cluster_names.h"

#include <iostream>
#include <map>
#include <string>
#include <vector>

using namespace embedscope;

int main()
{
    std::vector<std::string> groups;
    std::map<std::string, ClusterId> numbers;
    std::vector<std::string> texts;
    std::vector<ClusterId> labels;
    for (std::string line; std::getline(std::cin, line);) {
        const std::size_t tab = line.find('\t');
        if (tab == std::string::npos)
            continue;
        const std::string group = line.substr(0, tab);
        const auto [at, fresh] = numbers.try_emplace(group, static_cast<ClusterId>(groups.size()));
        if (fresh)
            groups.push_back(group);
        labels.push_back(at->second);
        texts.push_back(line.substr(tab + 1));
    }
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    const std::vector<ClusterName> names = nameClusters(views, labels, groups.size());
    for (std::size_t i = 0; i < groups.size(); ++i)
        std::cout << groups[i] << '\t' << names[i].name << '\n';
}
