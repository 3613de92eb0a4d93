// The standard library: streams, containers, sorting, regular expressions, locale-free formatting.
#include "user.h"
#include <algorithm>
#include <functional>
#include <iomanip>
#include <iostream>
#include <map>
#include <random>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

int main()
{
    std::mt19937_64 random(42);
    std::map<std::string, int> ordered;
    std::unordered_map<uint64_t, int> hashed;
    std::multiset<int> many;
    for (int i = 0; i < 5000; i++) {
        uint64_t value = random();
        ordered["key" + std::to_string(value % 1000)] += i;
        hashed[value % 777]++;
        many.insert(static_cast<int>(value % 100));
    }
    uint64_t hash = 0;
    for (auto &[key, value] : ordered)
        hash = hash * 31 + std::hash<std::string>()(key) + value;
    std::cout << std::hex << hash << std::dec << ' ' << hashed.size() << ' ' << many.count(7) << '\n';

    std::vector<double> values(5000);
    std::uniform_real_distribution<double> uniform(-1, 1);
    std::generate(values.begin(), values.end(), [&] { return uniform(random); });
    std::stable_sort(values.begin(), values.end(), std::greater<>());
    std::nth_element(values.begin(), values.begin() + 100, values.end());
    std::cout << std::setprecision(17) << values[100] << ' ' << std::scientific << values[0] << ' ' << std::hexfloat << values[1] << '\n';

    std::string text;
    for (int i = 0; i < 200; i++)
        text += "user" + std::to_string(i) + "@host" + std::to_string(i % 7) + ".example.org, ";
    std::regex address(R"((\w+)@(\w+)\.(example)\.(org|com))");
    int count = 0;
    for (std::sregex_iterator match(text.begin(), text.end(), address), end; match != end; ++match)
        count += static_cast<int>((*match)[1].length() + (*match)[2].length());
    std::cout << std::defaultfloat << count << ' ' << std::regex_replace(text.substr(0, 60), address, "$2!$1") << '\n';

    std::istringstream input("12 0x1f 3.5 word\nline two");
    int a;
    double d;
    std::string word, hexadecimal, line;
    input >> a >> hexadecimal >> d >> word;
    std::getline(input, line);
    std::getline(input, line);
    std::cout << a << ' ' << hexadecimal << ' ' << d << ' ' << word << " [" << line << "] " << input.eof() << '\n';
    std::cout << std::setw(10) << std::setfill('*') << 42 << std::left << std::setw(8) << "ab" << '|' << std::boolalpha << true << '\n';
    std::variant<int, std::string> variant = "text";
    std::cout << std::visit([](auto &v) -> size_t { return sizeof v; }, variant) << ' ' << variant.index() << '\n';
    std::cerr << "to standard error\n";
    std::function<long(long)> fibonacci = [&](long n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); };
    std::cout << fibonacci(18) << std::endl;
    return 0;
}
